import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { makeReadable } from './makeReadable.ts';

it('[S7] what another user runs in a sandbox can be read, whatever the umask was', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'reflow-readable-'));
  try {
    await mkdir(path.join(folder, 'package'), { mode: 0o700 });
    await writeFile(path.join(folder, 'package/module.py'), '', { mode: 0o600 });
    await writeFile(path.join(folder, 'package/program'), '', { mode: 0o700 });
    await symlink('/nowhere', path.join(folder, 'package/link'));
    await makeReadable(folder);
    const modes = ['', 'package', 'package/module.py', 'package/program'].map(async (name) =>
      ((await stat(path.join(folder, name))).mode & 0o777).toString(8),
    );
    expect(await Promise.all(modes)).toEqual(['755', '755', '644', '755']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
