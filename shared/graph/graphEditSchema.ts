import { z } from 'zod';
import type { Value } from '../message/message.ts';
import type { GraphEdit } from './graphEdit.ts';
import { parsePortType, type PortType } from '../actor/portType.ts';

const value = z.unknown() as z.ZodType<Value>;
const metadata = z.record(z.string(), value);
const extra = metadata.optional();
const jsonText = z.string().refine(isJsonText, 'must be JSON text').optional();

const node = z.object({
  id: z.string().min(1),
  component: z.string(),
  metadata,
  floatsText: jsonText,
  scriptRuntime: z.enum(['python', 'javascript']).nullable(),
  extra,
});
const end = z.object({
  portName: z.string(),
  portId: z.string(),
  nodeId: z.string(),
  index: z.number().nullable(),
  expose: z.boolean(),
  data: value,
  metadata,
  portType: z.custom<PortType>((type) => typeof type === 'object' && parsePortType(type) !== undefined),
  extra,
});
const connection = z.object({
  from: end.nullable(),
  to: end,
  metadata,
  data: value.optional(),
  dataText: jsonText,
  extra,
});
const group = z.object({ id: z.string(), nodes: z.array(z.string()), metadata, extra });
const index = z.number().int();

/** Edits as a client sends them: nothing else comes into a graph. */
export const graphEditSchema = z.discriminatedUnion('kind', [
  z
    .object({ kind: z.literal('node'), id: z.string(), before: node.nullable(), after: node.nullable() })
    .refine(({ id, after }) => after === null || after.id === id, 'a node has the id under which it is put'),
  z.object({
    ...{ kind: z.literal('connection'), index },
    ...{ before: connection.nullable(), after: connection.nullable() },
  }),
  z.object({ kind: z.literal('group'), index, before: group.nullable(), after: group.nullable() }),
  z.object({
    ...{ kind: z.literal('port'), side: z.enum(['inports', 'outports']), name: z.string() },
    ...{ before: end.nullable(), after: end.nullable() },
  }),
  z.object({ kind: z.literal('property'), name: z.string(), before: value.optional(), after: value.optional() }),
]) as unknown as z.ZodType<GraphEdit>;

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
