import { expect, it } from 'vitest';
import { minimapScale } from './minimapScale.ts';

it('[E1] fits all nodes into the minimap and leads a point of it back to the graph', () => {
  const boxes = [
    { x: -1000, y: 50, width: 200, height: 100 },
    { x: 3000, y: 900, width: 200, height: 100 },
  ];
  const scale = minimapScale(boxes, { width: 160, height: 104 });
  for (const box of boxes.map((one) => scale.toMap(one))) {
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(160);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height).toBeLessThanOrEqual(104);
  }
  const point = scale.toGraph(scale.toMap(boxes[1]!));
  expect(point.x).toBeCloseTo(3000);
  expect(point.y).toBeCloseTo(900);
});
