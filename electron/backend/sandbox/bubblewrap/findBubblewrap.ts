import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '#shared/rpc/errors.ts';

const run = promisify(execFile);

export interface Bubblewrap {
  path: string;
  disablesUserNamespaces: boolean;
}

const install =
  'Install bubblewrap 0.6 or newer (Debian and Ubuntu: apt-get install bubblewrap; Fedora: dnf install bubblewrap; ' +
  'Arch: pacman -S bubblewrap).';

/** @throws AppError `noSandbox` when it is missing or too old, with how to install it */
export async function findBubblewrap(command = 'bwrap'): Promise<Bubblewrap> {
  if (process.platform !== 'linux')
    throw new AppError('noSandbox', 'bubblewrap sandboxes exist on Linux only; use docker or microsandbox here.');
  const path = onPath(command);
  if (!path) throw new AppError('noSandbox', `"${command}" was not found. ${install}`);
  let help: string;
  try {
    help = (await run(path, ['--help'], { env: {}, timeout: 10_000 })).stdout;
  } catch (cause) {
    throw new AppError('noSandbox', `${path} does not start. ${install}`, undefined, { cause });
  }
  if (!help.includes('--size ')) throw new AppError('noSandbox', `${path} is too old. ${install}`);
  return { path, disablesUserNamespaces: help.includes('--disable-userns') };
}

/** A program's full path: it is started with an empty environment, so without a PATH. */
function onPath(command: string): string | undefined {
  if (command.includes('/')) return isExecutable(command) ? command : undefined;
  return (process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, command))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
