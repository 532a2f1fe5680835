import { execFile } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { programOnPath } from '../system/programOnPath.ts';

const run = promisify(execFile);

/** What a file system of ours is called in the table of mounts. */
const deviceName = 'reflow-studio';

/**
 * Makes an empty folder a file system in memory whose large files lie in huge pages: these are written and mapped with a fraction of the
 * kernel's work (B7). Only root may, and not on every kernel; elsewhere the folder stays what it is, which works as well, more slowly.
 */
export async function mountHugePages(folder: string): Promise<void> {
  const mount = process.getuid?.() === 0 ? programOnPath('mount') : undefined;
  if (!mount) return;
  const options = 'huge=within_size,mode=0700,nosuid,nodev,noexec';
  await run(mount, ['-t', 'tmpfs', '-o', options, deviceName, folder]).catch(() => {});
}

/** Takes away what `mountHugePages` made, with all that is in it. Never throws; what is left is removed by the next start. */
export async function unmountHugePages(folder: string): Promise<void> {
  const umount = isMount(folder) ? programOnPath('umount') : undefined;
  // Lazily: whoever still looks into it does not keep the others waiting.
  if (umount) await run(umount, ['--lazy', folder]).catch(() => {});
}

function isMount(folder: string): boolean {
  try {
    return lstatSync(folder).dev !== lstatSync(dirname(folder)).dev;
  } catch {
    return false;
  }
}
