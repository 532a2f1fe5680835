/** The folder that the language server takes for the workspace; its own files lie beside it. */
const root = 'file:///workspace/';

export const serverRoot = root.slice(0, -1);

/** The address that the language server knows a workspace file by. */
export function serverUri(path: string): string {
  return root + path.split('/').map(encodeURIComponent).join('/');
}

/** Names that every Python file knows; Pyright looks for them under this name. */
export const builtinsFile = '__builtins__.pyi';

/** The workspace file of an address; undefined for a file that is not the workspace's, such as those of Python itself. */
export function workspacePath(uri: string): string | undefined {
  if (!uri.startsWith(root)) return undefined;
  const path = decodeURIComponent(uri.slice(root.length));
  return path === builtinsFile || path === 'reflow.pyi' ? undefined : path;
}

/** The name under which a workspace file is among the server's own files. */
export function serverFile(path: string): string {
  return `/workspace/${path}`;
}
