import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashedPart, hashSlot, SlotTags } from './hashSlot.ts';
import { marksKey } from './writeScript.ts';

describe('slots of a cluster', () => {
  it.each([
    ['123456789', 12_739],
    ['foo', 12_182],
    ['{user1000}.following', hashSlot('user1000')],
    ['foo{}{bar}', hashSlot('foo{}{bar}')],
    ['foo{{bar}}zap', hashSlot('{bar')],
    ['foo{bar}{zap}', hashSlot('bar')],
    ['stray}', hashSlot('stray}')],
  ])('[T4] %s is in the slot that Redis Cluster puts it in', (key, slot) => {
    expect(hashSlot(hashedPart(key))).toBe(slot);
  });

  it('[T4][T6] the marks of every key are in the slot of the key, and are never those of another', () => {
    const tags = new SlotTags();
    const text = fc.string({ unit: fc.constantFrom('{', '}', 'a', ':', 'é'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const marks = marksKey(one, 'program', tags);
        expect(hashSlot(hashedPart(marks))).toBe(hashSlot(hashedPart(one)));
        if (one !== other) expect(marksKey(other, 'program', tags)).not.toBe(marks);
      }),
      { numRuns: 500 },
    );
  });
});
