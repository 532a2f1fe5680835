import { expect, it } from 'vitest';
import { edgeEnd } from './graph.ts';
import { graphEditSchema } from './graphEditSchema.ts';

const node = { id: 'a', component: 'A', metadata: { k: 2n ** 60n }, scriptRuntime: null, extra: { x: 1 } };
const wire = { from: edgeEnd('a', 'o'), to: edgeEnd('b', 'i'), metadata: {}, extra: { y: 1 } };

it('[R4] takes edits as they are', () => {
  const edits = [
    { kind: 'node', id: 'a', before: null, after: node },
    { kind: 'connection', index: 0, before: wire, after: { ...wire, from: null, data: { type: 'Integer', data: 1 } } },
    { kind: 'group', index: 1, before: null, after: { id: 'g', nodes: ['a'], metadata: {} } },
    { kind: 'port', side: 'inports', name: 'in', before: null, after: edgeEnd('a', 'i') },
    { kind: 'property', name: 'name', after: 'x' },
  ];
  for (const edit of edits) expect(graphEditSchema.parse(edit)).toEqual(edit);
});

it('[R4] refuses what would leave a graph that is none', () => {
  const wrong = [
    { kind: 'paint' },
    { kind: 'node', id: 'b', before: null, after: node },
    { kind: 'node', id: 'a', before: null, after: { component: 'A' } },
    { kind: 'connection', index: 0, before: null, after: { ...wire, to: 'b.i' } },
    { kind: 'connection', index: 0.5, before: null, after: wire },
    { kind: 'port', side: 'doors', name: 'in', before: null, after: edgeEnd('a', 'i') },
    { kind: 'port', side: 'inports', name: 'in', before: null, after: { ...edgeEnd('a', 'i'), portType: 'wood' } },
  ];
  for (const edit of wrong) expect(graphEditSchema.safeParse(edit).success).toBe(false);
});
