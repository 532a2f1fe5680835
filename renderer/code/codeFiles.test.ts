import { describe, expect, it } from 'vitest';
import { RpcClient } from '#shared/rpc/client.ts';
import { linkedTransports } from '#shared/rpc/transport.ts';
import { CodeFiles, type TextModel } from './codeFiles.ts';
import { Drafts } from '../drafts/drafts.ts';

class PlainModel implements TextModel {
  private listeners: (() => void)[] = [];
  constructor(private text: string) {}
  getValue() {
    return this.text;
  }
  replaceAll(text: string) {
    this.text = text;
    for (const listener of this.listeners) listener();
  }
  onChange(listener: () => void) {
    this.listeners.push(listener);
  }
  dispose() {
    this.listeners = [];
  }
}

const hashOf = (text: string) => `#${text}`;

/** A client over a linked transport to a disk that answers `files.read` and `files.write` by the contract. */
function workspace(disk: Map<string, string>) {
  const [near, far] = linkedTransports();
  far.onMessage((text) => {
    const { id, method, params } = JSON.parse(text) as { id: number; method: string; params: Record<string, string> };
    const onDisk = disk.get(params['path']!);
    const answer = (body: object) => far.send(JSON.stringify({ jsonrpc: '2.0', id, ...body }));
    if (method === 'files.read' && onDisk === undefined)
      return answer({ error: { code: -32011, message: 'There is no such file.' } });
    if (method === 'files.read') return answer({ result: { text: onDisk, hash: hashOf(onDisk!) } });
    if (onDisk !== undefined && hashOf(onDisk) !== params['baseHash'])
      return answer({ result: { saved: false, text: onDisk, hash: hashOf(onDisk) } });
    disk.set(params['path']!, params['text']!);
    return answer({ result: { saved: true, hash: hashOf(params['text']!) } });
  });
  const items = new Map<string, string>();
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => void items.set(key, text),
    removeItem: (key: string) => void items.delete(key),
  };
  const client = new RpcClient(near);
  const open = () =>
    new CodeFiles({
      client: () => client,
      drafts: new Drafts(storage, 'w'),
      createModel: (_path, text) => new PlainModel(text),
      now: () => 5,
    });
  return { open, storage, close: () => client.close() };
}

const only = (files: CodeFiles<PlainModel>) => files.store.getState().files[0]!;

describe('files in the code editor', () => {
  it('[E5] a save writes against the hash that the edit began from', async () => {
    const disk = new Map([['a.py', 'one']]);
    const { open, close } = workspace(disk);
    using files = open();
    await files.open('a.py');
    only(files).model.replaceAll('two');
    expect(only(files).isDirty).toBe(true);
    await files.save('a.py');
    expect(disk.get('a.py')).toBe('two');
    expect(only(files)).toMatchObject({ isDirty: false, conflict: null });
    only(files).model.replaceAll('three');
    await files.save('a.py');
    expect(disk.get('a.py')).toBe('three');
    close();
  });

  it('[E5] who edits a file that another program writes hears of it at once, and can compare', async () => {
    const disk = new Map([['a.py', 'one']]);
    const { open, close } = workspace(disk);
    using files = open();
    await files.open('a.py');
    only(files).model.replaceAll('mine');
    await files.refresh();
    expect(only(files).outside).toBeNull();
    disk.set('a.py', 'theirs');
    await files.refresh();
    expect(only(files)).toMatchObject({ conflict: null, outside: { text: 'theirs' } });
    expect(only(files).model.getValue()).toBe('mine');
    files.lookOutside('a.py');
    expect(only(files)).toMatchObject({ conflict: { text: 'theirs' }, outside: null });
    await files.settle('a.py', 'disk');
    only(files).model.replaceAll('mine again');
    disk.set('a.py', 'two');
    await files.refresh();
    disk.set('a.py', 'theirs');
    await files.refresh();
    expect(only(files).outside).toBeNull();
    close();
  });

  it('[E5] a file changed on disk meanwhile is never overwritten unasked; either text can be kept', async () => {
    const disk = new Map([['a.py', 'one']]);
    const { open, close } = workspace(disk);
    using files = open();
    await files.open('a.py');
    only(files).model.replaceAll('mine');
    disk.set('a.py', 'theirs');
    await files.save('a.py');
    expect(disk.get('a.py')).toBe('theirs');
    expect(only(files).conflict).toMatchObject({ text: 'theirs' });
    await files.settle('a.py', 'mine');
    expect(disk.get('a.py')).toBe('mine');

    only(files).model.replaceAll('mine again');
    disk.set('a.py', 'theirs again');
    await files.save('a.py');
    await files.settle('a.py', 'disk');
    expect(only(files).model.getValue()).toBe('theirs again');
    expect(only(files)).toMatchObject({ isDirty: false, conflict: null });
    expect(disk.get('a.py')).toBe('theirs again');
    close();
  });

  it('[E5] a change on disk reloads a clean file and leaves unsaved text alone', async () => {
    const disk = new Map([['a.py', 'one']]);
    const { open, close } = workspace(disk);
    using files = open();
    await files.open('a.py');
    disk.set('a.py', 'two');
    await files.refresh();
    expect(only(files).model.getValue()).toBe('two');
    expect(only(files).isDirty).toBe(false);
    only(files).model.replaceAll('mine');
    disk.set('a.py', 'three');
    await files.refresh();
    expect(only(files).model.getValue()).toBe('mine');
    disk.delete('a.py');
    await files.refresh();
    expect(only(files)).toMatchObject({ isGone: true });
    expect(only(files).model.getValue()).toBe('mine');
    close();
  });

  it('[E5] unsaved text outlives a crash and is offered back', async () => {
    const disk = new Map([['a.py', 'one']]);
    const { open, close, storage } = workspace(disk);
    new Drafts(storage, 'w').write('a.py', { text: 'unsaved', baseHash: hashOf('one'), at: 1, wasClosed: false });
    {
      using files = open();
      await files.open('a.py');
      expect(only(files).model.getValue()).toBe('one');
      expect(only(files).recovered).toMatchObject({ text: 'unsaved' });
      files.recover('a.py', true);
      expect(only(files).model.getValue()).toBe('unsaved');
      expect(only(files)).toMatchObject({ isDirty: true, recovered: null });
      await files.save('a.py');
    }
    using files = open();
    await files.open('a.py');
    expect(only(files).recovered).toBeNull();
    close();
  });

  it('[E5] a panel that was closed takes its unsaved text up again, unless the file has changed since', async () => {
    const disk = new Map([['a.py', 'one']]);
    const { open, close } = workspace(disk);
    {
      using files = open();
      await files.open('a.py');
      only(files).model.replaceAll('unsaved');
    }
    {
      using files = open();
      await files.open('a.py');
      expect(only(files).model.getValue()).toBe('unsaved');
      expect(only(files)).toMatchObject({ isDirty: true, recovered: null });
    }
    disk.set('a.py', 'theirs');
    using files = open();
    await files.open('a.py');
    expect(only(files).model.getValue()).toBe('theirs');
    expect(only(files).recovered).toMatchObject({ text: 'unsaved' });
    close();
  });

  it('[E5] opening a file twice at once opens it once; closing brings the neighbour to the front', async () => {
    const { open, close } = workspace(
      new Map([
        ['a.py', 'a'],
        ['b.py', 'b'],
      ]),
    );
    using files = open();
    await Promise.all([files.open('a.py'), files.open('a.py')]);
    await files.open('b.py');
    expect(files.store.getState().files).toHaveLength(2);
    files.close('b.py');
    expect(files.store.getState().active).toBe('a.py');
    await expect(files.open('absent.py')).rejects.toThrow('no such file');
    close();
  });
});
