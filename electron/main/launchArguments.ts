import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The workspace that a command line names: `--workspace FOLDER`, `--workspace=FOLDER`, or a folder or graph file alone, which file managers
 * write as a `file:` address.
 * @param args as `ownArguments` gives them
 * @param cwd what relative folders are relative to
 */
export function namedWorkspace(args: readonly string[], cwd: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    const folder = arg === '--workspace' ? args[index + 1] : /^--workspace=(.+)$/.exec(arg)?.[1];
    if (folder !== undefined) return path.resolve(cwd, folder);
  }
  const alone = args.find((arg) => !arg.startsWith('-'));
  if (alone === undefined) return undefined;
  return alone.startsWith('file://') ? fileURLToPath(alone) : path.resolve(cwd, alone);
}

/** A command line without the program itself and, in development, without the app's folder and what stands before it. */
export function ownArguments(argv: readonly string[], appFolder: string, cwd: string): string[] {
  const app = argv.findIndex((arg, index) => index > 0 && path.resolve(cwd, arg) === appFolder);
  return argv.slice(Math.max(app, 0) + 1);
}
