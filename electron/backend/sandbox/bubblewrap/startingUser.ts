import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { CgroupController } from '../cgroups/cgroup.ts';
import { programOnPath } from '../../system/programOnPath.ts';
import { startDeadline } from '../startDeadline.ts';

const run = promisify(execFile);

const nobody = 65534;

/** Who starts bubblewrap. */
export interface StartingUser {
  /** What goes before bubblewrap on the command line. */
  readonly prefix: readonly string[];
  /** False where nothing bounds the number of processes. */
  readonly boundsProcesses: boolean;
}

/**
 * The kernel holds root to no RLIMIT_NPROC, not even inside a user namespace. So where no cgroup bounds processes and we are root, a
 * user without rights starts bubblewrap, by setpriv of util-linux. Files in folders that are closed to that user, such as root's
 * home, are shown to it by an outer bubblewrap, which only makes mounts.
 * @param bubblewrap its path
 * @param files absolute paths of all that is bound into sandboxes
 * @param trial a command line that runs a program to its end in a sandbox: whether all this works is tried
 */
export async function startingUser(
  controllers: ReadonlySet<CgroupController>,
  bubblewrap: string,
  files: readonly string[],
  trial: readonly string[],
): Promise<StartingUser> {
  if (controllers.has('pids') || process.getuid?.() !== 0) return { prefix: [], boundsProcesses: true };
  const setpriv = programOnPath('setpriv');
  if (!setpriv) return { prefix: [], boundsProcesses: false };
  const become = [setpriv, `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--'];
  const shown = showing(files);
  const prefix = shown.length === 0 ? become : [bubblewrap, ...shown, '--', ...become];
  try {
    await run(prefix[0]!, [...prefix.slice(1), ...trial], { env: {}, cwd: '/', timeout: startDeadline });
    return { prefix, boundsProcesses: true };
  } catch {
    return { prefix: [], boundsProcesses: false };
  }
}

/** bubblewrap's flags for the machine as it is, but with nothing in closed folders except these files; none if all are open. */
function showing(files: readonly string[]): string[] {
  const hidden = files.flatMap((file) => {
    const folder = closedFolder(file);
    return folder === undefined ? [] : [{ file, folder }];
  });
  if (hidden.length === 0) return [];
  return [
    ['--die-with-parent', '--cap-add', 'ALL', '--dev-bind', '/', '/'],
    ...[...new Set(hidden.map(({ folder }) => folder))].map((folder) => ['--tmpfs', folder]),
    // What bubblewrap makes on the way to a mount is closed, too; what it is asked for is open.
    ...[...new Set(hidden.flatMap(({ file, folder }) => foldersBetween(folder, dirname(file))))].map((one) => [
      '--dir',
      one,
    ]),
    ...hidden.map(({ file }) => ['--ro-bind', file, file]),
  ].flat();
}

/** The outermost folder on the way to a file that others may not enter. */
function closedFolder(file: string): string | undefined {
  const folder = dirname(file);
  if (folder === file) return undefined;
  return closedFolder(folder) ?? ((statSync(folder).mode & 1) === 0 ? folder : undefined);
}

/** The folders below one, down to and with another. */
function foldersBetween(upper: string, lower: string): string[] {
  return lower === upper ? [] : [...foldersBetween(upper, dirname(lower)), lower];
}
