import { writePlain } from '../message/json.ts';
import type { Value } from '../message/message.ts';
import { connectionName, type Connection, type Graph } from './graph.ts';
import type { GraphEdit } from './graphEdit.ts';
import { own } from './own.ts';
import { same } from './same.ts';
import { graphJson } from './writeGraph.ts';

/** The edits that turn `before` into `after`. */
export function diffGraphs(before: Graph, after: Graph): GraphEdit[] {
  const edits: GraphEdit[] = [];
  for (const [id, node] of Object.entries(before.processes))
    if (!own(after.processes, id)) edits.push({ kind: 'node', id, before: node, after: null });
  for (const [id, node] of Object.entries(after.processes))
    if (!same(own(before.processes, id), node))
      edits.push({ kind: 'node', id, before: own(before.processes, id) ?? null, after: node });
  edits.push(...diffLists('connection', before.connections, after.connections));
  edits.push(...diffLists('group', before.groups, after.groups));
  for (const side of ['inports', 'outports'] as const)
    for (const name of keysOf(before[side], after[side]))
      if (!same(own(before[side], name), own(after[side], name)))
        edits.push({
          kind: 'port',
          side,
          name,
          before: own(before[side], name) ?? null,
          after: own(after[side], name) ?? null,
        });
  for (const name of keysOf(before.properties, after.properties))
    if (!same(own(before.properties, name), own(after.properties, name)))
      edits.push({ kind: 'property', name, before: own(before.properties, name), after: own(after.properties, name) });
  return edits;
}

function diffLists<T>(kind: 'connection' | 'group', before: readonly T[], after: readonly T[]): GraphEdit[] {
  let start = 0;
  while (start < before.length && start < after.length && same(before[start], after[start])) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && same(before.at(-1 - end), after.at(-1 - end)))
    end++;
  const removed = before
    .slice(start, before.length - end)
    .map((item) => ({ kind, index: start, before: item, after: null }));
  const added = after
    .slice(start, after.length - end)
    .map((item, at) => ({ kind, index: start + at, before: null, after: item }));
  return [...removed, ...added] as GraphEdit[];
}

export interface Merge {
  graph: Graph;
  /** What both sides changed differently, in words; `mine` was kept there. */
  conflicts: string[];
}

/**
 * Three-way merge (G4) by node, wire, exported port, group, property, dependency, interface and unknown key: a thing changed on one side takes that side; a thing
 * changed differently on both is a conflict.
 */
export function mergeGraphs(base: Graph, mine: Graph, theirs: Graph): Merge {
  const conflicts: string[] = [];
  const pick = <T>(what: string, inBase: T, inMine: T, inTheirs: T): T => {
    if (same(inMine, inTheirs) || same(inTheirs, inBase)) return inMine;
    if (!same(inMine, inBase)) conflicts.push(what);
    return same(inMine, inBase) ? inTheirs : inMine;
  };
  const mergeRecords = <T>(what: string, select: (graph: Graph) => Readonly<Record<string, T>>): Record<string, T> => {
    const [a, b, c] = [select(base), select(mine), select(theirs)];
    const merged = keysOf(b, c).map(
      (key) => [key, pick(`${what} ${key}`, own(a, key), own(b, key), own(c, key))] as const,
    );
    return Object.fromEntries(merged.filter((entry): entry is readonly [string, T & {}] => entry[1] !== undefined));
  };
  const connections = mergeRecords('wire', (graph) => byName(graph.connections));
  const groups = mergeRecords('group', (graph) => Object.fromEntries(graph.groups.map((group) => [group.id, group])));
  const dependencies = mergeRecords('dependency', (graph) =>
    Object.fromEntries(graph.graphDependencies.map((one) => [`${one.namespace ?? ''}/${one.graphName}`, one])),
  );
  const external = mergeRecords('external connection', (graph) =>
    Object.fromEntries(graph.externalConnections.map((one) => [writePlain(one), one])),
  );
  const extra = mergeRecords('key', (graph) => graph.extra ?? {});
  return {
    graph: {
      caseSensitive: pick('caseSensitive', base.caseSensitive, mine.caseSensitive, theirs.caseSensitive),
      properties: mergeRecords('property', (graph) => graph.properties as Record<string, Value>),
      processes: mergeRecords('node', (graph) => graph.processes),
      inports: mergeRecords('inport', (graph) => graph.inports),
      outports: mergeRecords('outport', (graph) => graph.outports),
      connections: Object.values(connections),
      groups: Object.values(groups),
      graphDependencies: Object.values(dependencies),
      externalConnections: Object.values(external),
      providedInterfaces: mergeRecords('provided interface', (graph) => graph.providedInterfaces),
      requiredInterfaces: mergeRecords('required interface', (graph) => graph.requiredInterfaces),
      ...(Object.keys(extra).length > 0 ? { extra } : {}),
    },
    conflicts,
  };
}

/** Wires by name; several alike (initial packets of one port) are numbered. */
function byName(connections: readonly Connection[]): Record<string, Connection> {
  const result: Record<string, Connection> = {};
  for (const connection of connections) {
    let name = connectionName(connection);
    for (let number = 2; Object.hasOwn(result, name); number++) name = `${connectionName(connection)} (${number})`;
    result[name] = connection;
  }
  return result;
}

function keysOf(...records: object[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))];
}

/** Whether two graphs would be written alike. */
export function sameGraph(a: Graph, b: Graph): boolean {
  return same(graphJson(a), graphJson(b));
}
