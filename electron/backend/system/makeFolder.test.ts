import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFolder } from './makeFolder.ts';

let root: string;
beforeAll(async () => void (root = await mkdtemp(path.join(os.tmpdir(), 'reflow-folder-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

it('[P2] a folder is made with those above it, also by two at once, and again', async () => {
  const folder = path.join(root, 'a/b/c');
  await Promise.all([makeFolder(folder), makeFolder(folder)]);
  await makeFolder(folder);
  expect((await stat(folder)).isDirectory()).toBe(true);
});

it('[P2] where no folder can be made a sentence says so, in /proc too, where Node would try without end', async () => {
  await writeFile(path.join(root, 'file'), '');
  await expect(makeFolder(path.join(root, 'file/inner'))).rejects.toThrow(
    /file\/inner cannot be made: .*Name a folder/,
  );
  if (process.platform === 'linux')
    await expect(makeFolder('/proc/nothing/here')).rejects.toThrow('/proc/nothing/here cannot be made');
});
