import { statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { JsonFile } from './jsonFile.ts';

const remembered = 12;

/** Workspaces opened before, newest first (E10). Folders that are gone are left out, and come back with the folder. */
export class RecentWorkspaces {
  private readonly file: JsonFile<string[]>;

  constructor(userData: string) {
    this.file = new JsonFile(path.join(userData, 'recent-workspaces.json'), z.array(z.string()), []);
  }

  list(): string[] {
    return this.file.read().filter((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory());
  }

  clear(): void {
    this.file.write([]);
  }

  add(folder: string): void {
    const others = this.file.read().filter((each) => each !== folder);
    this.file.write([folder, ...others].slice(0, remembered));
  }
}
