import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import { component } from '#shared/actor/componentFixture.ts';
import { readRemoteCode } from './remoteCode.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'reflow-test-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const described = (change: Partial<ComponentDescription>): ComponentDescription =>
  component('Work', {}, { file: 'work.actor.py', line: 1, ...change });

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

it('[R2, S7] the modules of the workspace that an actor imports go with it, packages do not', async () => {
  const write = async (files: Record<string, string>) => {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.join(root, path.dirname(file)), { recursive: true });
      await writeFile(path.join(root, file), text);
    }
  };
  await write({
    'flows/work.actor.ts':
      "import _ from 'lodash';\nimport { twice } from '../lib/twice';\nexport const process = twice;\n",
    'lib/twice.ts': "import names from './names.json';\nexport const twice = (n: number) => [n, names];\n",
    'lib/names.json': '[]',
    'lib/other.ts': 'export {};\n',
    'flows/work.actor.py': 'import numpy\nfrom helper import twice\nfrom tools.names import names\n',
    'flows/helper.py': 'twice = 2\n',
    'tools/names.py': 'names = []\n',
    'tools/__init__.py': '',
  });
  const typescript = described({ badge: 'typescript', file: 'flows/work.actor.ts' });
  const read = await readRemoteCode(root, typescript, [typescript]);
  expect(read).toMatchObject({ runtime: 'typescript', path: 'flows/work.actor.ts' });
  expect(Object.keys(read.files)).toEqual(['lib/names.json', 'lib/twice.ts']);
  const python = described({ file: 'flows/work.actor.py' });
  const { files, runtime, name } = await readRemoteCode(root, python, [python]);
  expect(runtime).toBe('python');
  expect(Object.keys(files).toSorted()).toEqual(['flows/helper.py', 'tools/__init__.py', 'tools/names.py']);
  await write({ 'tools/names.py': 'names = [1]\n' });
  expect((await readRemoteCode(root, python, [python])).name).not.toBe(name);
  await write({ 'flows/work.actor.ts': "import './gone';\n" });
  await expect(readRemoteCode(root, typescript, [typescript])).rejects.toThrow(/Cannot find \.\/gone/);
});

it('[R2] says what cannot be sent and why', async () => {
  const native = described({ name: 'Merge', kind: 'native', badge: 'native', file: null });
  await expect(readRemoteCode(root, native, [native])).rejects.toThrow(/Merge is a native component/);
  const two = [described({}), described({ name: 'Other' })];
  await expect(readRemoteCode(root, two[0]!, two)).rejects.toThrow(/declares several actors/);
  await expect(readRemoteCode(root, described({}), [])).rejects.toThrow(
    /work\.actor\.py is not in the workspace any more/,
  );
});
