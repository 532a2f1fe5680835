import { expect, it } from 'vitest';
import { levelBelow, pathBelow } from './leadBack.ts';

const card = (x: number, y: number) => ({ x, y, width: 200, height: 100 });

it('[E1] a wire back to its own node or to one beside it passes below both; others run straight', () => {
  const [first, second] = [card(0, 0), card(300, 40)];
  const [out, into] = [
    { x: 500, y: 80 },
    { x: 0, y: 50 },
  ];
  expect(levelBelow(out, into, second, first)).toBe(171);
  expect(levelBelow({ x: 200, y: 50 }, into, first, first)).toBe(128.5);
  expect(levelBelow({ x: 200, y: 50 }, { x: 300, y: 90 }, first, second)).toBeNull();
  expect(levelBelow(out, { x: 0, y: 450 }, second, card(0, 400))).toBeNull();
  expect(levelBelow({ x: 200, y: 26 }, into, first, first)).toBeGreaterThan(128.5);
  expect(pathBelow(out, into, 170)).toMatch(/^M500,80 C.* 500,170 L0,170 C.* 0,50$/);
});
