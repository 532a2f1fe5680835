import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SecretStore, secretsFolder, type SecretCipher } from './secretStore.ts';

/** A keychain for tests: it turns letters round, which is enough to see that texts were sealed. */
const cipher: SecretCipher = {
  isAvailable: () => true,
  seal: async (text) => Buffer.from([...`sealed ${text}`].reverse().join('')),
  open: async (sealed) => [...Buffer.from(sealed).toString()].reverse().join('').replace('sealed ', ''),
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reflow-secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));
const storeOf = (workspaceRoot: string, more: { cipher?: SecretCipher; folder?: string } = {}) =>
  new SecretStore({ workspaceRoot, folder: path.join(folder, 'kept'), ...more });
const fileIn = async (within = 'kept') => path.join(folder, within, (await readdir(path.join(folder, within)))[0]!);

describe('secrets', () => {
  it('[N12] are kept in a file that only its owner can read, and another workspace has none of them', async () => {
    const store = storeOf('/a');
    await Promise.all([store.set('KEY', 'one'), store.set('OTHER', 'two')]);
    expect((await stat(await fileIn())).mode & 0o777).toBe(0o600);
    const again = storeOf('/a');
    await again.load();
    expect(again.values).toEqual({ KEY: 'one', OTHER: 'two' });
    expect(again.list()).toEqual([
      { name: 'KEY', kept: 'file', usable: true },
      { name: 'OTHER', kept: 'file', usable: true },
    ]);
    const stranger = storeOf('/b');
    await stranger.load();
    expect(stranger.values).toEqual({});
    expect(await again.delete('KEY')).toBe(true);
    expect(await again.delete('KEY')).toBe(false);
    expect(again.values).toEqual({ OTHER: 'two' });
  });

  it('[N12] are sealed where there is a keychain, and are of no use without it', async () => {
    await storeOf('/a', { cipher }).set('KEY', 'plain words');
    expect(await readFile(await fileIn(), 'utf8')).not.toContain('plain words');
    const withKeychain = storeOf('/a', { cipher });
    await withKeychain.load();
    expect(withKeychain.values).toEqual({ KEY: 'plain words' });
    const without = storeOf('/a');
    await without.load();
    expect(without.values).toEqual({});
    expect(without.list()).toEqual([{ name: 'KEY', kept: 'keychain', usable: false }]);
  });

  it('[N12] a file that others can read, or one inside the workspace, is refused', async () => {
    await storeOf('/a').set('KEY', 'one');
    await chmod(await fileIn(), 0o640);
    await expect(storeOf('/a').load()).rejects.toThrow(/can be read by others.*chmod 600/);
    await expect(storeOf(folder).set('KEY', 'one')).rejects.toThrow(/not kept inside the workspace/);
  });

  it('[N12] are beside the person’s settings, or where REFLOW_SECRETS says', () => {
    expect(secretsFolder({ REFLOW_SECRETS: '/elsewhere' })).toBe('/elsewhere');
    if (process.platform === 'linux')
      expect(secretsFolder({ HOME: '/home/me' })).toBe('/home/me/.config/reflow-studio/secrets');
  });
});
