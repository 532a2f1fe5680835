import type { ScriptRuntime } from '../actor/actor.ts';
import type { Value } from '../message/message.ts';
import { edgeEnd, emptyGraph, type Connection, type EdgeEnd, type Graph, type GraphNode, type Group } from './graph.ts';
import { changedMetadata } from './fbpMetadata.ts';
import { anyType, parsePortType } from '../actor/portType.ts';

/** Thrown when a document is no graph; the message says what was expected where. */
export class GraphFormatError extends Error {
  override readonly name = 'GraphFormatError';
}

type Json = Record<string, unknown>;

/**
 * Reads a graph from a parsed document (see `parseJson`), generously (G2): Reflow's GraphExport in snake_case or camelCase, or
 * FBP/NoFlo JSON. What is missing gets its default; what is unknown is kept in `extra` and written back.
 * @throws GraphFormatError when the document is no graph at all
 */
export function readGraph(document: unknown, name = 'untitled'): Graph {
  const { known, extra } = split(record(document, 'The graph'), graphKeys);
  if (!known.processes && !known.connections && !known.properties && !known.inports && !known.outports)
    throw new GraphFormatError('This is no graph: it has neither `processes` nor `connections`.');
  const connections = list(known.connections, 'connections');
  const isFbp = connections.some((one) => typeof one === 'object' && one !== null && 'tgt' in one);
  const nodes = entries(known.processes, 'processes').map(([key, node]) => readNode(key, node, isFbp));
  const processes = Object.fromEntries(nodes.map((node) => [node.id, node]));
  const twice = nodes.find((node) => processes[node.id] !== node);
  if (twice) throw new GraphFormatError(`Two nodes have the id ${twice.id}.`);
  return {
    caseSensitive: known.caseSensitive === true,
    properties: {
      ...emptyGraph(name).properties,
      ...(record(known.properties ?? {}, '`properties`') as Graph['properties']),
    },
    inports: readPorts(known.inports, 'inports'),
    outports: readPorts(known.outports, 'outports'),
    groups: list(known.groups, 'groups').map(readGroup),
    processes,
    connections: connections.map(readConnection),
    graphDependencies: list(known.graphDependencies, 'graphDependencies').map(readDependency),
    externalConnections: list(known.externalConnections, 'externalConnections') as Value[],
    providedInterfaces: record(known.providedInterfaces ?? {}, '`providedInterfaces`') as Record<string, Value>,
    requiredInterfaces: record(known.requiredInterfaces ?? {}, '`requiredInterfaces`') as Record<string, Value>,
    ...withExtra(extra),
  };
}

const graphKeys = [
  'caseSensitive',
  'properties',
  'inports',
  'outports',
  'groups',
  'processes',
  'connections',
  'graphDependencies',
  'externalConnections',
  'providedInterfaces',
  'requiredInterfaces',
] as const;

/** @param isFbp whether the position and the label stand among the rest of its metadata, where they would count as config (G8) */
function readNode(key: string, json: unknown, isFbp: boolean): GraphNode {
  const where = `Node ${key}`;
  const { known, extra } = split(record(json, where), ['id', 'component', 'metadata', 'scriptRuntime'] as const);
  const id = typeof known.id === 'string' && known.id !== '' ? known.id : key;
  if (typeof known.component !== 'string') throw new GraphFormatError(`${where} names no component.`);
  const metadata = record(known.metadata ?? {}, `\`metadata\` of ${where}`) as GraphNode['metadata'];
  return {
    id,
    component: known.component,
    metadata: isFbp ? changedMetadata({}, metadata) : metadata,
    scriptRuntime: readRuntime(known.scriptRuntime),
    ...withExtra(extra),
  };
}

function readRuntime(json: unknown): ScriptRuntime | null {
  const name = typeof json === 'string' ? json.toLowerCase() : '';
  return name === 'python' || name === 'javascript' ? name : null;
}

const endKeys = ['portName', 'portId', 'nodeId', 'index', 'expose', 'data', 'metadata', 'portType'] as const;

function readEnd(json: unknown, where: string): EdgeEnd {
  const { known, extra } = split(record(json, where), endKeys);
  const { process, node, port: fbpPort, ...others } = extra;
  const nodeId = known.nodeId ?? process ?? node ?? '';
  const port = known.portId ?? known.portName ?? fbpPort ?? '';
  if (typeof nodeId !== 'string' || typeof port !== 'string')
    throw new GraphFormatError(`${where} needs a node and a port.`);
  return {
    ...edgeEnd(nodeId, port, parsePortType(known.portType) ?? anyType),
    portName: typeof known.portName === 'string' ? known.portName : port,
    index: typeof known.index === 'number' ? known.index : null,
    expose: known.expose === true,
    data: (known.data ?? null) as Value,
    metadata: record(known.metadata ?? {}, `\`metadata\` of ${where}`) as EdgeEnd['metadata'],
    ...withExtra(known.nodeId === undefined ? others : extra),
  };
}

function readPorts(json: unknown, side: string): Record<string, EdgeEnd> {
  return Object.fromEntries(
    [...entries(json, side)].map(([name, end]) => [name, readEnd(end, `\`${side}.${name}\``)] as const),
  );
}

function readConnection(json: unknown, index: number): Connection {
  const where = `Connection ${index + 1}`;
  const { known, extra } = split(record(json, where), ['from', 'to', 'metadata', 'data', 'src', 'tgt'] as const);
  const target = known.to ?? known.tgt;
  if (target === undefined) throw new GraphFormatError(`${where} has no \`to\`.`);
  const source = known.from ?? known.src;
  const from = source === undefined || source === null ? null : readEnd(source, `\`from\` of ${where}`);
  const isInitial = from === null || from.nodeId === '';
  if (isInitial && known.data === undefined) throw new GraphFormatError(`${where} has neither a source nor data.`);
  return {
    from: isInitial ? null : from,
    to: readEnd(target, `\`to\` of ${where}`),
    metadata: record(known.metadata ?? {}, `\`metadata\` of ${where}`) as Connection['metadata'],
    ...(isInitial ? { data: known.data as Value } : {}),
    // Nothing that this program knows stands there for a wire.
    ...withExtra(isInitial || (known.data ?? null) === null ? extra : { ...extra, data: known.data as Value }),
  };
}

function readGroup(json: unknown, index: number): Group {
  const { known, extra } = split(record(json, `Group ${index + 1}`), ['id', 'nodes', 'metadata'] as const);
  const { name, ...others } = extra;
  const id = known.id ?? name;
  return {
    id: typeof id === 'string' ? id : `group ${index + 1}`,
    nodes: list(known.nodes, 'nodes').filter((node) => typeof node === 'string'),
    metadata: record(known.metadata ?? {}, '`metadata` of a group') as Group['metadata'],
    ...withExtra(known.id === undefined ? others : extra),
  };
}

const dependencyKeys = ['graphName', 'namespace', 'versionConstraint', 'required', 'description'] as const;

function readDependency(json: unknown): Graph['graphDependencies'][number] {
  if (typeof json === 'string') return { graphName: json, required: true };
  const { known, extra } = split(record(json, 'A graph dependency'), dependencyKeys);
  if (typeof known.graphName !== 'string') throw new GraphFormatError('A graph dependency has no `graphName`.');
  const text = (name: 'namespace' | 'versionConstraint' | 'description') =>
    typeof known[name] === 'string' ? { [name]: known[name] } : {};
  return {
    graphName: known.graphName,
    ...text('namespace'),
    ...text('versionConstraint'),
    required: known.required !== false,
    ...text('description'),
    ...withExtra(extra),
  };
}

/** Separates known keys, in either spelling, from the others. */
function split<Key extends string>(json: Json, keys: readonly Key[]) {
  const known: Partial<Record<Key, unknown>> = {};
  const extra: Record<string, Value> = {};
  for (const [key, value] of Object.entries(json)) {
    const camel = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) as Key;
    if (keys.includes(camel)) known[camel] ??= value;
    else extra[key] = value as Value;
  }
  return { known, extra };
}

function withExtra(extra: Record<string, Value>): { extra?: Record<string, Value> } {
  return Object.keys(extra).length > 0 ? { extra } : {};
}

function record(json: unknown, where: string): Json {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new GraphFormatError(`${where} must be an object.`);
  return json as Json;
}

function entries(json: unknown, where: string): [string, unknown][] {
  return json === undefined || json === null ? [] : Object.entries(record(json, `\`${where}\``));
}

function list(json: unknown, where: string): unknown[] {
  if (json === undefined || json === null) return [];
  if (!Array.isArray(json)) throw new GraphFormatError(`\`${where}\` must be a list.`);
  return json;
}
