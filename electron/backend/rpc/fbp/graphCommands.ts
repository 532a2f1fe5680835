import { own } from '#shared/graph/own.ts';
import { z } from 'zod';
import { edgeEnd, emptyGraph, type Connection, type EdgeEnd, type Graph, type Metadata } from '#shared/graph/graph.ts';
import type { GraphEdit } from '#shared/graph/graphEdit.ts';
import { exactMetadata, withMetadata } from '#shared/graph/exactMetadata.ts';
import { initialData } from '#shared/graph/initialPacket.ts';
import { diffGraphs } from '#shared/graph/mergeGraphs.ts';
import { withoutWholeFloats } from '#shared/message/wholeFloat.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { FbpMessage } from './fbpMessage.ts';
import { graphMessage } from './graphMessages.ts';
import { changedMetadata } from '#shared/graph/fbpMetadata.ts';

/** What a `graph:` command does: the edits, and what clients hear where the edits alone do not say it, as with new names. */
export interface GraphChange {
  readonly edits: GraphEdit[];
  readonly messages?: FbpMessage[];
}

interface GraphCommand {
  /** @throws AppError when the payload does not fit, or names what is not in the graph */
  run(graph: Graph, payload: unknown, toGraph: (component: string) => string): GraphChange;
}

const name = z.string().min(1);
const metadata = z.record(z.string(), z.unknown()).nullish();
const index = z.union([z.string(), z.number()]).nullish();
const port = z.object({ node: name, port: name, index });
const wire = z.object({ src: port, tgt: port, metadata });
const exported = z.object({ public: name, node: name, port: name, metadata });
const named = z.object({ public: name });
const renaming = z.object({ from: name, to: name });

function command<Payload extends z.ZodType>(
  schema: Payload,
  change: (
    graph: Graph,
    payload: z.output<Payload>,
    id: string,
    toGraph: (component: string) => string,
    /** The payload with its whole floats (M3). */
    exact: unknown,
  ) => GraphChange | GraphEdit[],
): GraphCommand {
  return {
    run(graph, payload, toGraph) {
      const read = checked(schema, payload);
      const id = (payload as { graph: string }).graph;
      const changed = change(graph, read, id, toGraph, payload);
      return Array.isArray(changed) ? { edits: changed } : changed;
    },
  };
}

/** The settings of a payload that was checked. */
function metadataIn(exact: unknown): Metadata {
  return (exact as { metadata?: Metadata | null }).metadata ?? {};
}

/** @throws AppError `invalidParams` that names what is wrong with a payload */
export function checked<Payload extends z.ZodType>(schema: Payload, payload: unknown): z.output<Payload> {
  const read = schema.safeParse(withoutWholeFloats(payload));
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `payload.${path.join('.')}: ${message}`);
  throw new AppError('invalidParams', problems.join('; '));
}

export const clearing = z.object({
  id: name,
  name: z.string().optional(),
  library: z.string().optional(),
  main: z.boolean().optional(),
  icon: z.string().optional(),
  description: z.string().optional(),
});

export type Clearing = z.output<typeof clearing>;

/** An empty graph with the properties that `graph:clear` gives it. */
export function clearedGraph({ id, name: label, library, icon, description }: Clearing): Graph {
  const graph = emptyGraph(label ?? id);
  const properties: Metadata = { ...graph.properties };
  for (const [key, value] of Object.entries({ namespace: library, icon, description }))
    if (value !== undefined && value !== '') properties[key] = value;
  return { ...graph, properties };
}

/** Every `graph:` command but `clear`, which makes the graph. Pure. */
export const graphCommands = new Map<string, GraphCommand>(
  Object.entries({
    addnode: command(z.object({ id: name, component: name, metadata }), (graph, node, _, toGraph, exact) => {
      if (own(graph.processes, node.id)) throw new AppError('conflict', `There already is a node ${node.id}.`);
      const bare = { id: node.id, component: toGraph(node.component), metadata: {}, scriptRuntime: null };
      const after = withMetadata(bare, changedMetadata({}, metadataIn(exact)));
      return [{ kind: 'node', id: node.id, before: null, after }];
    }),
    removenode: command(z.object({ id: name }), (graph, { id }) => [
      ...detached(graph, id),
      { kind: 'node', id, before: nodeOf(graph, id), after: null },
    ]),
    renamenode: command(renaming, (graph, { from, to }, id) => ({
      edits: renamed(graph, from, to),
      messages: [graphMessage('renamenode', { from, to, graph: id })],
    })),
    changenode: command(z.object({ id: name, metadata }), (graph, { id }, _id, _toGraph, exact) => {
      const before = nodeOf(graph, id);
      const after = withMetadata(before, changedMetadata(exactMetadata(before), metadataIn(exact)));
      return [{ kind: 'node', id, before, after }];
    }),
    addedge: command(wire, (graph, { src, tgt, metadata: given }) => {
      nodeOf(graph, src.node);
      nodeOf(graph, tgt.node);
      const after = { from: end(src), to: end(tgt), metadata: changedMetadata({}, given ?? {}) };
      return [{ kind: 'connection', index: graph.connections.length, before: null, after }];
    }),
    removeedge: command(z.object({ src: port, tgt: port }), (graph, { src, tgt }) => {
      const at = wireAt(graph, src, tgt);
      return [{ kind: 'connection', index: at, before: graph.connections[at]!, after: null }];
    }),
    changeedge: command(wire, (graph, { src, tgt, metadata: changes }) => {
      const at = wireAt(graph, src, tgt);
      const before = graph.connections[at]!;
      const after = { ...before, metadata: changedMetadata(before.metadata, changes ?? {}) };
      return [{ kind: 'connection', index: at, before, after }];
    }),
    addinitial: command(
      z.object({ src: z.object({ data: z.unknown() }), tgt: port, metadata }),
      (graph, { tgt, metadata: given }, _id, _toGraph, exact) => {
        nodeOf(graph, tgt.node);
        const { data } = (exact as { src: { data?: unknown } }).src;
        const after: Connection = {
          ...{ from: null, to: end(tgt), metadata: changedMetadata({}, given ?? {}) },
          ...initialData(data ?? null),
        };
        return [{ kind: 'connection', index: graph.connections.length, before: null, after }];
      },
    ),
    removeinitial: command(z.object({ tgt: port }), (graph, { tgt }) => {
      const edits = removals(graph, ({ from, to }) => !from && isEnd(to, tgt));
      if (edits.length === 0) throw new AppError('notFound', `There is no initial packet at ${tgt.node}.${tgt.port}.`);
      return edits;
    }),
    ...portCommands('inport', 'inports'),
    ...portCommands('outport', 'outports'),
    addgroup: command(z.object({ name, nodes: z.array(name), metadata }), (graph, group) => {
      if (graph.groups.some(({ id }) => id === group.name))
        throw new AppError('conflict', `There already is a group ${group.name}.`);
      const after = { id: group.name, nodes: group.nodes, metadata: changedMetadata({}, group.metadata ?? {}) };
      return [{ kind: 'group', index: graph.groups.length, before: null, after }];
    }),
    removegroup: command(z.object({ name }), (graph, group) => {
      const { at, before } = groupOf(graph, group.name);
      return [{ kind: 'group', index: at, before, after: null }];
    }),
    renamegroup: command(renaming, (graph, { from, to }, id) => {
      const { at, before } = groupOf(graph, from);
      if (to !== from && graph.groups.some((group) => group.id === to))
        throw new AppError('conflict', `There already is a group ${to}.`);
      return {
        edits: [{ kind: 'group', index: at, before, after: { ...before, id: to } }],
        messages: [graphMessage('renamegroup', { from, to, graph: id })],
      };
    }),
    changegroup: command(z.object({ name, metadata }), (graph, group) => {
      const { at, before } = groupOf(graph, group.name);
      const after = { ...before, metadata: changedMetadata(before.metadata, group.metadata ?? {}) };
      return [{ kind: 'group', index: at, before, after }];
    }),
  }),
);

/** The edits that make a graph another as a whole. */
export function replacing(graph: Graph, other: Graph): GraphEdit[] {
  return diffGraphs(graph, other);
}

function portCommands(kind: 'inport' | 'outport', side: 'inports' | 'outports'): Record<string, GraphCommand> {
  const portOf = (graph: Graph, publicName: string): EdgeEnd => {
    const before = Object.hasOwn(graph[side], publicName) ? graph[side][publicName] : undefined;
    if (!before) throw new AppError('notFound', `The graph exports no ${kind} ${publicName}.`);
    return before;
  };
  return {
    [`add${kind}`]: command(exported, (graph, { public: publicName, node, port: inner, metadata: given }) => {
      nodeOf(graph, node);
      if (Object.hasOwn(graph[side], publicName))
        throw new AppError('conflict', `The graph already exports an ${kind} ${publicName}.`);
      const after = { ...edgeEnd(node, inner), metadata: changedMetadata({}, given ?? {}) };
      return [{ kind: 'port', side, name: publicName, before: null, after }];
    }),
    [`remove${kind}`]: command(named, (graph, { public: publicName }) => [
      { kind: 'port', side, name: publicName, before: portOf(graph, publicName), after: null },
    ]),
    [`rename${kind}`]: command(renaming, (graph, { from, to }, id) => {
      const before = portOf(graph, from);
      if (to !== from && Object.hasOwn(graph[side], to))
        throw new AppError('conflict', `The graph already exports an ${kind} ${to}.`);
      return {
        edits: [
          { kind: 'port', side, name: from, before, after: null },
          { kind: 'port', side, name: to, before: null, after: before },
        ],
        messages: [graphMessage(`rename${kind}`, { from, to, graph: id })],
      };
    }),
  };
}

function nodeOf(graph: Graph, id: string) {
  const node = own(graph.processes, id);
  if (!node) throw new AppError('notFound', `There is no node ${id} in the graph.`);
  return node;
}

function groupOf(graph: Graph, id: string) {
  const at = graph.groups.findIndex((group) => group.id === id);
  if (at < 0) throw new AppError('notFound', `There is no group ${id} in the graph.`);
  return { at, before: graph.groups[at]! };
}

type PortAddress = z.output<typeof port>;

function end({ node, port: name, index: given }: PortAddress): EdgeEnd {
  const number = given === null || given === undefined || given === '' ? Number.NaN : Number(given);
  return { ...edgeEnd(node, name), index: Number.isInteger(number) ? number : null };
}

function isEnd(one: EdgeEnd, address: PortAddress): boolean {
  const wanted = end(address);
  return (
    one.nodeId === wanted.nodeId &&
    one.portId === wanted.portId &&
    (wanted.index === null || one.index === wanted.index)
  );
}

function wireAt(graph: Graph, src: PortAddress, tgt: PortAddress): number {
  const at = graph.connections.findIndex(({ from, to }) => from && isEnd(from, src) && isEnd(to, tgt));
  if (at < 0) throw new AppError('notFound', `There is no edge ${src.node}.${src.port} to ${tgt.node}.${tgt.port}.`);
  return at;
}

/** Removes connections, the last first, so that the places of the others hold. */
function removals(graph: Graph, wanted: (connection: Connection) => boolean): GraphEdit[] {
  const edits: GraphEdit[] = [];
  graph.connections.forEach((before, index) => {
    if (wanted(before)) edits.unshift({ kind: 'connection', index, before, after: null });
  });
  return edits;
}

/** Takes a node out of everything that names it. */
function detached(graph: Graph, node: string): GraphEdit[] {
  const edits = removals(graph, ({ from, to }) => from?.nodeId === node || to.nodeId === node);
  for (const side of ['inports', 'outports'] as const)
    for (const [name, before] of Object.entries(graph[side]))
      if (before.nodeId === node) edits.push({ kind: 'port', side, name, before, after: null });
  graph.groups.forEach((before, index) => {
    if (!before.nodes.includes(node)) return;
    const after = { ...before, nodes: before.nodes.filter((id) => id !== node) };
    edits.push({ kind: 'group', index, before, after });
  });
  return edits;
}

function renamed(graph: Graph, from: string, to: string): GraphEdit[] {
  const before = nodeOf(graph, from);
  if (Object.hasOwn(graph.processes, to)) throw new AppError('conflict', `There already is a node ${to}.`);
  const move = (one: EdgeEnd): EdgeEnd => (one.nodeId === from ? { ...one, nodeId: to } : one);
  const edits: GraphEdit[] = [
    { kind: 'node', id: from, before, after: null },
    { kind: 'node', id: to, before: null, after: { ...before, id: to } },
  ];
  graph.connections.forEach((wire, index) => {
    const after = { ...wire, from: wire.from && move(wire.from), to: move(wire.to) };
    if (wire.from?.nodeId === from || wire.to.nodeId === from)
      edits.push({ kind: 'connection', index, before: wire, after });
  });
  for (const side of ['inports', 'outports'] as const)
    for (const [name, one] of Object.entries(graph[side]))
      if (one.nodeId === from) edits.push({ kind: 'port', side, name, before: one, after: move(one) });
  graph.groups.forEach((group, index) => {
    if (!group.nodes.includes(from)) return;
    const after = { ...group, nodes: group.nodes.map((id) => (id === from ? to : id)) };
    edits.push({ kind: 'group', index, before: group, after });
  });
  return edits;
}
