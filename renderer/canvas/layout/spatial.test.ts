import { expect, it } from 'vitest';
import { nearestInDirection } from './spatial.ts';

const nodes = [
  { id: 'a', position: { x: 0, y: 0 } },
  { id: 'b', position: { x: 300, y: 20 } },
  { id: 'far', position: { x: 600, y: 0 } },
  { id: 'below', position: { x: 40, y: 200 } },
];

it('[E8] arrows lead to the nearest node on that side, and nowhere past the last', () => {
  expect(nearestInDirection(nodes, 'a', 'right')).toBe('b');
  expect(nearestInDirection(nodes, 'b', 'right')).toBe('far');
  expect(nearestInDirection(nodes, 'b', 'left')).toBe('a');
  expect(nearestInDirection(nodes, 'a', 'down')).toBe('below');
  expect(nearestInDirection(nodes, 'below', 'up')).toBe('a');
  expect(nearestInDirection(nodes, 'a', 'up')).toBeUndefined();
  expect(nearestInDirection(nodes, 'gone', 'up')).toBeUndefined();
});
