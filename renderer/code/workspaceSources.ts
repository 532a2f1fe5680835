import type { RpcClient } from '#shared/rpc/client.ts';

/** A file of the workspace that code may import. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Larger workspaces are known by their first files only; help for the open file does not depend on it. */
const mostFiles = 300;
const largestFile = 200_000;

/** The texts of the workspace's files with one of the extensions, for language services to resolve imports by (E5). */
export async function workspaceSources(client: RpcClient, extensions: readonly string[]): Promise<SourceFile[]> {
  const { files } = await client.call('files.list', undefined);
  const chosen = files
    .filter(({ path, size }) => size <= largestFile && extensions.some((extension) => path.endsWith(extension)))
    .slice(0, mostFiles);
  const read = chosen.map(async ({ path }) => {
    // One that is gone meanwhile is not missed.
    const file = await client.call('files.read', { path }).catch(() => undefined);
    return file ? [{ path, text: file.text }] : [];
  });
  return (await Promise.all(read)).flat();
}
