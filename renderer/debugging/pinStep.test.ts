import { expect, it } from 'vitest';
import type { GraphNode } from '#shared/graph/graph.ts';
import { parseJson, readMessage } from '#shared/message/json.ts';
import { writeJsonText } from '#shared/message/jsonText.ts';
import { pinStep } from './pinStep.ts';

it.each([
  ['{"type":"Encoded","data":"AQID"}', 'Encoded'],
  ['{"type":"Float","data":"NaN"}', 'Float'],
  ['{"type":"Object","data":{"type":"Integer","data":5}}', 'Object'],
  ['2.0', 'Float'],
  ['12345678901234567890', 'Integer'],
])('[N9, M3] %s is pinned as what it is: %s', (json, type) => {
  const node: GraphNode = { id: 'a', component: 'A', metadata: {}, scriptRuntime: null };
  const [edit] = pinStep(node, 'out', json).edits;
  const sent = parseJson(writeJsonText(edit)) as { after: { metadata: { pinned: { out: unknown } } } };
  const message = readMessage(sent.after.metadata.pinned.out);
  expect(message.data).toEqual(readMessage(parseJson(json)).data);
  expect(message.type).toBe(type);
});
