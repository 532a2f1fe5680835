// Folders in which container engines of tests keep their things, named by the program that started the engine.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/**
 * A new folder; those of programs that were killed are removed first.
 * @param {string} engine name of the engine
 * @returns {Promise<string>}
 */
export async function makeEngineFolder(engine) {
  for (const name of await readdir(os.tmpdir())) {
    const [, owner, started] = /^reflow-engine-[a-z]+-(\d+)\.(\d+)-/.exec(name) ?? [];
    // An engine that is ending this moment holds on to its folder; a later start removes it.
    if (owner && startOf(owner) !== started) await removeEngineFolder(path.join(os.tmpdir(), name)).catch(() => {});
  }
  return mkdtemp(path.join(os.tmpdir(), `reflow-engine-${engine}-${process.pid}.${startOf(process.pid)}-`));
}

/**
 * Removes a folder of an engine that has ended, and what is mounted in it.
 * @param {string} folder as `makeEngineFolder` answered
 */
export async function removeEngineFolder(folder) {
  const mounted = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  for (const place of mounted.filter((name) => name.startsWith(`${folder}/`)).toReversed())
    execFileSync('umount', [place], { stdio: 'ignore' });
  await rm(folder, { recursive: true, force: true });
}

/** When a process began, in ticks since the machine started; undefined for one that is no more. */
function startOf(pid) {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
