/** The folder that the language server takes for the workspace; its own files lie beside it. */
const root = 'file:///workspace/';

export const serverRoot = root.slice(0, -1);

/** The address that the language server knows a workspace file by. */
export function serverUri(path: string): string {
  return root + path.split('/').map(encodeURIComponent).join('/');
}

/** The workspace file of an address; undefined for a file that is not the workspace's, such as those of Python itself. */
export function workspacePath(uri: string): string | undefined {
  return uri.startsWith(root) ? decodeURIComponent(uri.slice(root.length)) : undefined;
}

/** The name under which a workspace file is among the server's own files. */
export function serverFile(path: string): string {
  return `/workspace/${path}`;
}
