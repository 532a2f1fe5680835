import { realpathSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { JsonFile } from './jsonFile.ts';

/**
 * The workspaces whose code the person has allowed to run (X1), remembered by their real folder, so that a link to a trusted
 * folder is trusted and a folder put in a link's place is not.
 */
export class TrustedWorkspaces {
  private readonly file: JsonFile<string[]>;

  /** @param always folders that need no asking: the program's own example */
  constructor(
    userData: string,
    private readonly always: readonly string[],
  ) {
    this.file = new JsonFile(path.join(userData, 'trusted-workspaces.json'), z.array(z.string()), []);
  }

  has(folder: string): boolean {
    const real = realFolder(folder);
    return this.file.read().includes(real) || this.always.some((each) => realFolder(each) === real);
  }

  set(folder: string, trusted: boolean): void {
    const real = realFolder(folder);
    const others = this.file.read().filter((each) => each !== real);
    this.file.write(trusted ? [...others, real] : others);
  }
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return path.resolve(folder);
  }
}
