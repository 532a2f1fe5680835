import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AppError } from '#shared/rpc/errors.ts';
import { startDeadline } from '../startDeadline.ts';
import { programOnPath } from '../../system/programOnPath.ts';

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
  const path = programOnPath(command);
  if (!path) throw new AppError('noSandbox', `"${command}" was not found. ${install}`);
  let help: string;
  try {
    help = (await run(path, ['--help'], { env: {}, timeout: startDeadline })).stdout;
  } catch (cause) {
    throw new AppError('noSandbox', `${path} does not start. ${install}`, undefined, { cause });
  }
  if (!help.includes('--size ')) throw new AppError('noSandbox', `${path} is too old. ${install}`);
  return { path, disablesUserNamespaces: help.includes('--disable-userns') };
}
