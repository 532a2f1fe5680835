import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';

/**
 * A small file of the program's own in the user's data folder. What cannot be read, or no longer has the shape, counts as
 * missing: it holds conveniences, and losing one must not keep the window from opening.
 */
export class JsonFile<T> {
  constructor(
    private readonly file: string,
    private readonly shape: z.ZodType<T>,
    private readonly initial: T,
  ) {}

  read(): T {
    try {
      return this.shape.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch {
      return this.initial;
    }
  }

  write(value: T): void {
    mkdirSync(path.dirname(this.file), { recursive: true });
    const unfinished = `${this.file}.${process.pid}`;
    writeFileSync(unfinished, `${JSON.stringify(value, null, 2)}\n`);
    renameSync(unfinished, this.file);
  }
}
