import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { align, boxAround } from './layout/alignment.ts';
import { caughtBy, isWithin } from './lasso.ts';

const box = (x: number, y: number, width = 100, height = 50) => ({ x, y, width, height });

describe('alignment', () => {
  it('[E1] brings a box flush with what is near, each way for itself, and says where the lines run', () => {
    const result = align(box(203, 300), [box(200, 0), box(600, 304)], 5);
    expect(result).toMatchObject({ dx: -3, dy: 4 });
    expect(result.guides).toEqual({ x: { at: 200, from: 0, to: 354 }, y: { at: 304, from: 200, to: 700 } });
  });

  it('[E1] leaves alone what is far', () => {
    expect(align(box(0, 0), [box(211, 333)], 5)).toEqual({ dx: 0, dy: 0, guides: { x: null, y: null } });
  });

  it('[E1] prefers the nearest and never moves farther than it reaches', () => {
    const at = fc.integer({ min: -500, max: 500 });
    fc.assert(
      fc.property(at, at, fc.array(fc.tuple(at, at), { maxLength: 20 }), (x, y, others) => {
        const { dx, dy, guides } = align(
          box(x, y),
          others.map(([a, b]) => box(a, b)),
          6,
        );
        const distances = others.map(([a]) => Math.abs(a - x)).filter((distance) => distance <= 6);
        expect(Math.abs(dx)).toBe(Math.min(...distances, distances.length > 0 ? 6 : 0));
        expect(Math.abs(dy)).toBeLessThanOrEqual(6);
        expect(guides.x === null).toBe(distances.length === 0);
      }),
    );
  });

  it('[E1] surrounds boxes', () => {
    expect(boxAround([box(0, 0), box(50, -20)])).toEqual({ x: 0, y: -20, width: 150, height: 70 });
    expect(boxAround([])).toBeUndefined();
  });
});

describe('lasso', () => {
  const triangle = [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 0, y: 100 },
  ];

  it('[E1] catches what it surrounds by its middle or a corner', () => {
    const boxes = [box(10, 10, 20, 20), box(60, 60, 20, 20), box(90, -5, 50, 6), box(-300, 0)];
    expect(caughtBy(triangle, boxes)).toEqual([boxes[0], boxes[2]]);
    expect(caughtBy(triangle.slice(0, 2), boxes)).toEqual([]);
  });

  it('[E1] knows inside from outside for concave shapes', () => {
    const horseshoe = [
      { x: 0, y: 0 },
      { x: 90, y: 0 },
      { x: 90, y: 90 },
      { x: 60, y: 90 },
      { x: 60, y: 30 },
      { x: 30, y: 30 },
      { x: 30, y: 90 },
      { x: 0, y: 90 },
    ];
    expect(isWithin(horseshoe, { x: 15, y: 60 })).toBe(true);
    expect(isWithin(horseshoe, { x: 45, y: 60 })).toBe(false);
  });
});
