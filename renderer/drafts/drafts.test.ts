import { describe, expect, it } from 'vitest';
import { Drafts } from './drafts.ts';
import { fileLanguage } from '../code/fileLanguage.ts';

class MemoryStorage {
  readonly items = new Map<string, string>();
  constructor(private readonly room = Number.POSITIVE_INFINITY) {}
  getItem(key: string) {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, text: string) {
    if (text.length > this.room) throw new DOMException('full', 'QuotaExceededError');
    this.items.set(key, text);
  }
  removeItem(key: string) {
    this.items.delete(key);
  }
}

describe('unsaved text', () => {
  it('[E5] is kept for each file of each workspace, until it is saved', () => {
    const storage = new MemoryStorage();
    const drafts = new Drafts(storage, '/home/a');
    drafts.write('x.py', { text: 'x = 1', baseHash: 'h', at: 5, wasClosed: false });
    expect(new Drafts(storage, '/home/a').read('x.py')).toEqual({
      text: 'x = 1',
      baseHash: 'h',
      at: 5,
      wasClosed: false,
    });
    expect(new Drafts(storage, '/home/b').read('x.py')).toBeUndefined();
    drafts.remove('x.py');
    expect(drafts.read('x.py')).toBeUndefined();
  });

  it('[E5] that cannot be kept or read is said to be so', () => {
    const storage = new MemoryStorage(20);
    const drafts = new Drafts(storage, 'w');
    expect(drafts.write('x.py', { text: 'x'.repeat(50), baseHash: null, at: 0, wasClosed: false })).toBe(false);
    storage.items.set('reflow.draft:w:y.py', '{');
    expect(drafts.read('y.py')).toBeUndefined();
  });

  it('[E5] each kind of actor file has its language', () => {
    expect(['a.actor.py', 'b.mjs', 'c.MTS', 'reflow.yaml', 'LICENSE'].map(fileLanguage)).toEqual([
      'python',
      'javascript',
      'typescript',
      'yaml',
      'plaintext',
    ]);
  });
});
