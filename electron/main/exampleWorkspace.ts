import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

const example = 'weather';

/** Where a person's own copy of the example workspace is: it is trusted, because the program wrote it (X1). */
export function exampleWorkspaceFolder(): string {
  return path.join(dataFolder(), 'examples', example);
}

/**
 * Copies the example workspace there, once: a copy that exists is the person's work and is kept as it is.
 * @param examples the folder of examples that ships with the program
 * @returns the copy's folder
 */
export async function ensureExampleWorkspace(examples: string): Promise<string> {
  const folder = exampleWorkspaceFolder();
  if (existsSync(folder)) return folder;
  await mkdir(path.dirname(folder), { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  try {
    await cp(path.join(examples, example), unfinished, { recursive: true });
    await rename(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** The folder for a person's data, as each system has it. */
function dataFolder(): string {
  const home = os.homedir();
  const { APPDATA, XDG_DATA_HOME } = process.env;
  if (process.platform === 'darwin') return path.join(home, 'Library/Application Support/Reflow Studio');
  if (process.platform === 'win32') return path.join(APPDATA ?? path.join(home, 'AppData/Roaming'), 'Reflow Studio');
  return path.join(XDG_DATA_HOME || path.join(home, '.local/share'), 'reflow-studio');
}
