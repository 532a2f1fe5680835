import type { Value } from '../message/message.ts';
import { same } from './same.ts';
import type { Connection, EdgeEnd, Graph, GraphNode, Group, Metadata } from './graph.ts';

/**
 * What can be done to a graph, as data. Undo, the journal, synchronisation between windows and tests all ride on these: every
 * edit has an exact inverse. `null` in `before` or `after` means that the thing is not there.
 */
export type GraphEdit =
  | { kind: 'node'; id: string; before: GraphNode | null; after: GraphNode | null }
  /** `index` is the place in `graph.connections`: where the removed one was, or where the new one goes, at most at the end. */
  | { kind: 'connection'; index: number; before: Connection | null; after: Connection | null }
  | { kind: 'group'; index: number; before: Group | null; after: Group | null }
  | { kind: 'port'; side: 'inports' | 'outports'; name: string; before: EdgeEnd | null; after: EdgeEnd | null }
  | { kind: 'property'; name: string; before: Value | undefined; after: Value | undefined };

/** Edits that are one step of the undo history, with the words shown in the Edit menu. */
export interface GraphStep {
  label: string;
  edits: GraphEdit[];
}

/** Thrown when an edit does not fit the graph it is applied to: somebody else changed that place meanwhile. */
export class EditConflict extends Error {
  override readonly name = 'EditConflict';
}

/**
 * Applies edits in order and returns a new graph; unchanged parts are shared with the old one.
 * @throws EditConflict when an edit's `before` is not what the graph holds
 */
export function applyEdits(graph: Graph, edits: readonly GraphEdit[]): Graph {
  return edits.reduce(applyEdit, graph);
}

/** The edits that undo `edits`. */
export function invertEdits(edits: readonly GraphEdit[]): GraphEdit[] {
  return edits.map((edit) => ({ ...edit, before: edit.after, after: edit.before }) as GraphEdit).reverse();
}

function applyEdit(graph: Graph, edit: GraphEdit): Graph {
  switch (edit.kind) {
    case 'node':
      return { ...graph, processes: replaceKey(graph.processes, edit.id, edit.before, edit.after, `node ${edit.id}`) };
    case 'connection':
      return { ...graph, connections: replaceAt(graph.connections, edit.index, edit.before, edit.after, 'connection') };
    case 'group':
      return { ...graph, groups: replaceAt(graph.groups, edit.index, edit.before, edit.after, 'group') };
    case 'port':
      return {
        ...graph,
        [edit.side]: replaceKey(graph[edit.side], edit.name, edit.before, edit.after, `port ${edit.name}`),
      };
    case 'property': {
      const properties: Metadata = { ...graph.properties };
      if (edit.after === undefined) delete properties[edit.name];
      else properties[edit.name] = edit.after;
      return { ...graph, properties };
    }
  }
}

function replaceKey<T>(
  record: Readonly<Record<string, T>>,
  key: string,
  before: T | null,
  after: T | null,
  what: string,
): Record<string, T> {
  if ((before !== null) !== Object.hasOwn(record, key))
    throw new EditConflict(before ? `${what} is no longer there` : `${what} is already there`);
  if (after === null) return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
  return { ...record, [key]: after };
}

function replaceAt<T>(list: readonly T[], index: number, before: T | null, after: T | null, what: string): T[] {
  if (index < 0) throw new EditConflict(`${what} ${index} is no longer there`);
  // Edits made elsewhere meanwhile may have moved it.
  const place = before === null || same(list[index], before) ? index : list.findIndex((one) => same(one, before));
  if (place < 0) throw new EditConflict(`${what} ${index} is no longer there`);
  return list.toSpliced(place, before === null ? 0 : 1, ...(after === null ? [] : [after]));
}
