import { expect, it } from 'vitest';
import { pointsBelow } from './leadBack.ts';

const card = (x: number, y: number) => ({ x, y, width: 200, height: 100 });

it('[E1] a wire back to its own node or to one beside it passes below both; others run straight', () => {
  const [first, second] = [card(0, 0), card(300, 40)];
  const [out, into] = [
    { x: 500, y: 80 },
    { x: 0, y: 50 },
  ];
  expect(pointsBelow(out, into, second, first)).toEqual([
    { x: 528, y: 170 },
    { x: -28, y: 170 },
  ]);
  expect(pointsBelow({ x: 200, y: 50 }, into, first, first)).toHaveLength(2);
  expect(pointsBelow({ x: 200, y: 50 }, { x: 300, y: 90 }, first, second)).toEqual([]);
  expect(pointsBelow(out, { x: 0, y: 450 }, second, card(0, 400))).toEqual([]);
});
