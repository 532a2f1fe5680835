import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { exampleWorkspaces, isExampleName, type ExampleName } from '#shared/desktop/examples.ts';
import { makeWorkspace } from '../../backend/workspace/newWorkspace.ts';

/** Where a person's own copy of an example is. */
function exampleWorkspaceFolder(example: ExampleName): string {
  return path.join(dataFolder(), 'examples', example);
}

/** The copies of all examples: they are trusted, because the program wrote them (X1). */
export function exampleWorkspaceFolders(): string[] {
  return exampleWorkspaces.map(({ name }) => exampleWorkspaceFolder(name));
}

/**
 * Copies an example there, once: a copy that exists is the person's work and is kept as it is.
 * @param examples the folder of examples that ships with the program
 * @returns the copy's folder
 * @throws Error for a name that no example has
 */
export async function ensureExampleWorkspace(examples: string, example: string = 'weather'): Promise<string> {
  if (!isExampleName(example)) {
    const names = exampleWorkspaces.map(({ name }) => name).join(', ');
    throw new Error(`There is no example ${example}. Choose one of ${names}.`);
  }
  const folder = exampleWorkspaceFolder(example);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  try {
    await makeWorkspace(unfinished, path.join(examples, example));
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
