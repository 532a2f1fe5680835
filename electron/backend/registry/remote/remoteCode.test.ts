import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import { readRemoteCode } from './remoteCode.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'reflow-test-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const described = (change: Partial<ComponentDescription>): ComponentDescription => ({
  id: 'Work',
  name: 'Work',
  namespace: 'default',
  kind: 'script',
  badge: 'python',
  description: '',
  inports: [],
  outports: [],
  configSchema: null,
  tags: [],
  category: null,
  version: '1.0.0',
  awaitAllInports: null,
  icon: null,
  file: 'work.actor.py',
  line: 1,
  ...change,
});

it('[R2] the same code has the same name on every server, and other code another', async () => {
  const work = described({ name: 'My work!' });
  const read = async (text: string) => {
    await writeFile(path.join(root, 'work.actor.py'), text);
    return readRemoteCode(root, work, [work]);
  };
  const first = await read('one');
  expect(first).toMatchObject({ source: 'one', runtime: 'python', name: expect.stringMatching(/^My_work_-\w{12}$/) });
  expect(await read('one')).toEqual(first);
  expect((await read('two')).name).not.toBe(first.name);
});

it('[R2] TypeScript goes without its types', async () => {
  await writeFile(path.join(root, 'work.actor.ts'), 'export const twice = (n: number): number => 2 * n;\n');
  const work = described({ badge: 'typescript', file: 'work.actor.ts' });
  const { source, runtime } = await readRemoteCode(root, work, [work]);
  expect({ source, runtime }).toEqual({ source: 'export const twice = (n) => 2 * n;\n', runtime: 'javascript' });
});

it('[R2] says what cannot be sent and why', async () => {
  const native = described({ name: 'Merge', kind: 'native', badge: 'native', file: null });
  await expect(readRemoteCode(root, native, [native])).rejects.toThrow(/Merge is a native component/);
  const two = [described({}), described({ name: 'Other' })];
  await expect(readRemoteCode(root, two[0]!, two)).rejects.toThrow(/declares several actors/);
  await expect(readRemoteCode(root, described({}), [])).rejects.toThrow(/work\.actor\.py cannot be read/);
});
