import type { ScriptRuntime } from '../actor/actor.ts';
import type { Value } from '../message/message.ts';
import { WholeFloat } from '../message/wholeFloat.ts';
import type { PortType } from '../actor/portType.ts';

/** Reflow's GraphExport (G1), always in full camelCase form; `readGraph` makes one from anything it recognises. */

/** An object of plain values; what the program does not know in it is kept (G3). */
export type Metadata = Record<string, Value>;

/** A component placed in a graph. */
export interface GraphNode {
  id: string;
  component: string;
  metadata: Metadata;
  /** The numbers in `metadata` that are floats though they are whole, in their places, as JSON text (see `exactMetadata`). */
  floatsText?: string;
  /** null for native and WASM components. */
  scriptRuntime: ScriptRuntime | null;
  /** Keys this program does not know; kept and written back (G2). */
  extra?: Record<string, Value>;
}

/** One end of a connection, or a port that a graph exports. */
export interface EdgeEnd {
  portName: string;
  portId: string;
  nodeId: string;
  index: number | null;
  expose: boolean;
  data: Value;
  metadata: Metadata;
  portType: PortType;
  extra?: Record<string, Value>;
}

/** A wire, or, with `from: null` and `data`, an initial packet (IIP). */
export interface Connection {
  from: EdgeEnd | null;
  to: EdgeEnd;
  metadata: Metadata;
  /** The IIP's value; undefined for a wire. */
  data?: Value;
  /** The text of `data`, where that says of numbers that they are floats (see `initialValue`). */
  dataText?: string;
  extra?: Record<string, Value>;
}

/** Nodes that are moved together. */
export interface Group {
  id: string;
  nodes: string[];
  metadata: Metadata;
  extra?: Record<string, Value>;
}

/** Another graph that a graph needs to be there (G6). */
export interface GraphDependency {
  graphName: string;
  namespace?: string;
  versionConstraint?: string;
  required: boolean;
  description?: string;
  extra?: Record<string, Value>;
}

/** A graph as all parts of the program have it (G1); its files are read and written by `readGraph` and `writeGraph`. */
export interface Graph {
  caseSensitive: boolean;
  /** `name`, `description`, `namespace`, `version`, `studio` … */
  properties: Metadata;
  /** Exported ports: name → the inner end. */
  inports: Record<string, EdgeEnd>;
  outports: Record<string, EdgeEnd>;
  groups: Group[];
  processes: Record<string, GraphNode>;
  connections: Connection[];
  graphDependencies: GraphDependency[];
  externalConnections: Value[];
  providedInterfaces: Record<string, Value>;
  requiredInterfaces: Record<string, Value>;
  extra?: Record<string, Value>;
}

/** An empty graph with a name. */
export function emptyGraph(name: string): Graph {
  return {
    caseSensitive: false,
    properties: { name },
    inports: {},
    outports: {},
    groups: [],
    processes: {},
    connections: [],
    graphDependencies: [],
    externalConnections: [],
    providedInterfaces: {},
    requiredInterfaces: {},
  };
}

/** An end of a wire with every default filled. */
export function edgeEnd(nodeId: string, port: string, portType: PortType = { type: 'any' }): EdgeEnd {
  return { portName: port, portId: port, nodeId, index: null, expose: false, data: null, metadata: {}, portType };
}

/** `A.out to B.in`: the accessible name of a wire (E11), and its identity within a graph. */
export function connectionName(connection: Connection): string {
  const to = `${connection.to.nodeId}.${connection.to.portId}`;
  return connection.from ? `${connection.from.nodeId}.${connection.from.portId} to ${to}` : `initial packet to ${to}`;
}

/** Metadata keys with a meaning of their own, which a node's flat config does not include (G8). */
const reservedMetadata = new Set([
  'config',
  'studio',
  'env_vars',
  'limits',
  'state',
  'sticky',
  'pinned',
  'disabled',
  'runtime',
  'version',
]);

/** A node's config (G8): `metadata.config`, or its flat metadata without the reserved names. */
export function nodeConfig(node: Pick<GraphNode, 'metadata'>): Metadata {
  const { config } = node.metadata;
  if (isMetadata(config)) return config;
  return Object.fromEntries(Object.entries(node.metadata).filter(([key]) => !reservedMetadata.has(key)));
}

/** Where and how a node is drawn (G3); only `metadata.studio` holds it. */
export interface NodeLayout {
  x: number;
  y: number;
  width?: number;
  height?: number;
  color?: string;
  collapsed?: boolean;
  title?: string;
}

/** A node's layout; undefined when the graph was never laid out. */
export function nodeLayout(node: GraphNode): NodeLayout | undefined {
  const { studio } = node.metadata;
  if (!isMetadata(studio) || typeof studio['x'] !== 'number' || typeof studio['y'] !== 'number') return undefined;
  return studio as unknown as NodeLayout;
}

/** The name that the window shows for a node and that accessible names use (E11): its title, else its id. */
export function nodeTitle(node: GraphNode): string {
  const title = isMetadata(node.metadata['studio']) ? node.metadata['studio']['title'] : undefined;
  return typeof title === 'string' && title !== '' ? title : node.id;
}

/** Whether a value is an object. */
export function isMetadata(value: unknown): value is Metadata {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof Uint8Array) && !(value instanceof WholeFloat);
}
