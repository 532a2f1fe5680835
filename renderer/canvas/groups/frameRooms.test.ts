import { expect, it } from 'vitest';
import { frameRooms } from './frameRooms.ts';

const group = (id: string, nodes: string[]) => ({ id, nodes, metadata: {} });

it('[E1] the frame of a group lies around those of the groups inside it, and beside those that it only overlaps', () => {
  const rooms = frameRooms([
    group('outer', ['a', 'b', 'c', 'd']),
    group('middle', ['a', 'b', 'c']),
    group('inner', ['b']),
    group('other', ['d', 'e']),
    group('empty', []),
  ]);
  const padding = (id: string): number => rooms.get(id)!.padding;
  expect(padding('inner')).toBe(padding('other'));
  expect(padding('middle')).toBeGreaterThan(padding('inner'));
  expect(padding('outer')).toBeGreaterThan(padding('middle'));
  expect(rooms.get('outer')!.title).toBeGreaterThan(rooms.get('middle')!.title);
  expect(rooms.has('empty')).toBe(false);
  expect(frameRooms([group('one', ['a']), group('same', ['a'])]).get('same')).toEqual(
    frameRooms([group('one', ['a'])]).get('one'),
  );
});
