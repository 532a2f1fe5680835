import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exampleWorkspaces } from '#shared/desktop/examples.ts';
import { makeWorkspace } from '../../backend/workspace/newWorkspace.ts';
import { ensureExampleWorkspace, exampleWorkspaceFolders } from './exampleWorkspace.ts';

const examples = path.resolve(import.meta.dirname, '../../../resources/examples');
let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'reflow-test-'));
  for (const name of ['XDG_DATA_HOME', 'HOME', 'APPDATA']) vi.stubEnv(name, home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

describe('workspaces that the program makes', () => {
  it('[E9] every example that is offered can be opened as a copy, which is kept when it is opened again', async () => {
    const folders: string[] = [];
    for (const { name } of exampleWorkspaces) {
      const folder = await ensureExampleWorkspace(examples, name);
      expect(readFileSync(path.join(folder, 'reflow.yaml'), 'utf8')).toContain(name);
      expect(readFileSync(path.join(folder, `${name}.graph.json`), 'utf8')).toContain('"processes"');
      writeFileSync(path.join(folder, 'README.md'), 'mine');
      expect(await ensureExampleWorkspace(examples, name)).toBe(folder);
      expect(readFileSync(path.join(folder, 'README.md'), 'utf8')).toBe('mine');
      folders.push(folder);
    }
    expect(folders).toEqual(exampleWorkspaceFolders());
    await expect(ensureExampleWorkspace(examples, '../weather')).rejects.toThrow('Choose one of weather, log-alerts');
  });

  it('[E9] a new one is made in an empty folder only; what is in another stays', async () => {
    const folder = path.join(home, 'made: here');
    await makeWorkspace(folder);
    expect(readFileSync(path.join(folder, 'reflow.yaml'), 'utf8')).toBe('workspace:\n  name: "made: here"\n');
    await expect(makeWorkspace(folder, path.join(examples, 'weather'))).rejects.toThrow('is not empty');
  });
});
