import { existsSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { makeEngineFolder, removeEngineFolder } from '../../resources/scripts/engineFolder.mjs';

it.runIf(process.platform === 'linux')(
  '[S5] an engine of the tests removes what those of killed programs left, and nothing of those that run',
  async () => {
    const own = await makeEngineFolder('docker');
    // No process has this id, and this one began at another time.
    const [gone, earlier] = await Promise.all(
      ['4194305.1', `${process.pid}.1`].map((owner) => mkdtemp(path.join(tmpdir(), `reflow-engine-docker-${owner}-`))),
    );
    await mkdir(path.join(gone!, 'data/overlay2'), { recursive: true });
    const next = await makeEngineFolder('podman');
    expect([gone!, earlier!, own, next].map((folder) => existsSync(folder))).toEqual([false, false, true, true]);
    await removeEngineFolder(own);
    await removeEngineFolder(next);
    expect(existsSync(own)).toBe(false);
  },
);
