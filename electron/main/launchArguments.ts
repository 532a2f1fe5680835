import path from 'node:path';

/**
 * The workspace that a command line names: `--workspace FOLDER`, `--workspace=FOLDER`, or a folder alone.
 * @param args without the program, and without the app's folder that development puts first
 * @param cwd what relative folders are relative to
 */
export function namedWorkspace(args: readonly string[], cwd: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    const folder = arg === '--workspace' ? args[index + 1] : /^--workspace=(.+)$/.exec(arg)?.[1];
    if (folder !== undefined) return path.resolve(cwd, folder);
  }
  const alone = args.find((arg) => !arg.startsWith('-'));
  return alone === undefined ? undefined : path.resolve(cwd, alone);
}
