import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { atomicWrite } from '../system/atomicWrite.ts';

/** What the window remembers about a workspace, in its `.reflow/settings.json`: plain JSON, keys chosen by the window. */
export class Settings {
  private readonly file: string;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(stateFolder: string) {
    this.file = path.join(stateFolder, 'settings.json');
  }

  async get(): Promise<Record<string, unknown>> {
    const text = await readFile(this.file, 'utf8').catch(() => '{}');
    try {
      return JSON.parse(text) as Record<string, unknown>;
    } catch {
      return {};
    }
  }

  /** Merges changes into the settings. @returns all of them */
  set(changes: Record<string, unknown>): Promise<Record<string, unknown>> {
    const next = this.writing
      .catch(() => {})
      .then(async () => {
        const settings = { ...(await this.get()), ...changes };
        await atomicWrite(this.file, `${JSON.stringify(settings, null, 2)}\n`);
        return settings;
      });
    this.writing = next;
    return next;
  }
}
