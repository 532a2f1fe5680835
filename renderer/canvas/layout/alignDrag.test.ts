import { expect, it } from 'vitest';
import type { NodeChange } from '@xyflow/react';
import type { FlowNode } from '../flowElements.ts';
import { alignDrag } from './alignDrag.ts';

type Element = Pick<FlowNode, 'id' | 'type' | 'position' | 'selected'>;

const [width, height] = [100, 50];
const view = { x: -500, y: -500, width: 2000, height: 2000 };
const element = (id: string, x: number, y: number, more: Partial<Element> = {}): FlowNode =>
  ({ id, type: 'card', position: { x, y }, width, height, ...more }) as FlowNode;
const moved = (id: string, x: number, y: number, dragging = true): NodeChange<FlowNode> => ({
  type: 'position',
  id,
  position: { x, y },
  dragging,
});
const places = (changes: NodeChange<FlowNode>[]) =>
  changes.map((change) => (change.type === 'position' ? change.position : undefined));

it('[E1] what is dragged together, as a group is, goes flush as one and keeps its shape', () => {
  const nodes = [element('a', 0, 0), element('b', 130, 70), element('other', 600, 400)];
  // The right edge of both is 3 beside that of the other.
  const { changes, guides } = alignDrag([moved('a', 467, 0), moved('b', 597, 70)], nodes, view, 5);
  expect(places(changes)).toEqual([
    { x: 470, y: 0 },
    { x: 600, y: 70 },
  ]);
  expect(guides).toMatchObject({ x: { at: 700, from: 0, to: 450 }, y: null });
});

it('[E1] nodes go flush with comments and comments with nodes, but with nothing out of sight', () => {
  const note = element('//note', 300, 10, { type: 'comment' });
  const nodes = [element('a', 0, 0), note];
  expect(places(alignDrag([moved('a', 20, 8)], nodes, view, 5).changes)).toEqual([{ x: 20, y: 10 }]);
  expect(places(alignDrag([moved('//note', 302, 3)], nodes, view, 5).changes)).toEqual([{ x: 302, y: 0 }]);
  const unseen = { ...view, x: 500 };
  expect(places(alignDrag([moved('a', 20, 8)], nodes, unseen, 5).changes)).toEqual([{ x: 20, y: 8 }]);
});

it('[E1] the lines go when the drag is over; what it came flush with stays', () => {
  const nodes = [element('a', 0, 0), element('other', 300, 10)];
  const over = alignDrag([moved('a', 20, 8, false)], nodes, view, 5);
  expect(over.guides).toBeNull();
  expect(places(over.changes)).toEqual([{ x: 20, y: 10 }]);
});
