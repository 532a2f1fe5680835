import { expect, it } from 'vitest';
import { exactMetadata } from '#shared/graph/exactMetadata.ts';
import type { GraphNode, Metadata } from '#shared/graph/graph.ts';
import { readMessage, writePlain } from '#shared/message/json.ts';
import { pinStep } from './pinStep.ts';

it.each([
  ['{"type":"Encoded","data":"AQID"}', 'Encoded'],
  ['{"type":"Float","data":"NaN"}', 'Float'],
  ['{"type":"Object","data":{"type":"Integer","data":5}}', 'Object'],
  ['2.0', 'Float'],
  ['[1.0,{"a":2,"b":3e2}]', 'Array'],
  ['12345678901234567890', 'Integer'],
])('[N9, M3] %s is pinned as what it is: %s', (json, type) => {
  const node: GraphNode = { id: 'a', component: 'A', metadata: { gain: 1 }, scriptRuntime: null };
  const [edit] = pinStep(node, 'out', json).edits;
  const after = (edit as { after: GraphNode }).after;
  const message = readMessage((exactMetadata(structuredClone(after))['pinned'] as Metadata)['out']);
  expect(writePlain(message.data)).toBe(json);
  expect(message.type).toBe(type);
});
