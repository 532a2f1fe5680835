import type { Graph } from '#shared/graph/graph.ts';
import type { StateEntry } from '#shared/rpc/live/state.ts';
import { namesOfGraph } from '../graph/graphNames.ts';
import { readExact } from '../value/exactValue.ts';
import { readValueText } from '../value/readPreview.ts';
import { treeRows, type TreeRow } from '../value/treeRows.ts';

/** One line of the state browser, in the order shown. */
export type StateRow<Entry extends StateEntry = StateEntry> =
  | { kind: 'namespace'; id: string; level: 1; name: string; count: number; open: boolean }
  | { kind: 'actor'; id: string; level: 2; namespace: string; name: string; count: number; open: boolean }
  /** `open` is undefined where the value has nothing inside. */
  | { kind: 'entry'; id: string; level: 3; entry: Entry; open: boolean | undefined }
  /** What is inside of a value that is open. */
  | { kind: 'value'; id: string; level: number; line: TreeRow; open: boolean | undefined };

/** Identifies an entry among all; the parts are escaped so that no two collide. */
export function entryId(entry: Pick<StateEntry, 'namespace' | 'actorId' | 'key'>): string {
  return [entry.namespace, entry.actorId, entry.key].map(encodeURIComponent).join('/');
}

/**
 * The tree of namespaces, actors, keys and what is inside of their values as lines (T7). `toggled` holds the ids of lines that differ from
 * how they begin: open down to the keys, closed below. A search matches key, actor, namespace or value, and closes no branch.
 */
export function stateRows<Entry extends StateEntry>(
  entries: Iterable<Entry>,
  search: string,
  toggled: ReadonlySet<string>,
): StateRow<Entry>[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = [...entries]
    .filter((entry) => words.every((word) => textOf(entry).includes(word)))
    .toSorted(inOrder);
  const rows: StateRow<Entry>[] = [];
  for (const [namespace, inNamespace] of groupBy(matching, (entry) => entry.namespace)) {
    const id = encodeURIComponent(namespace);
    const open = words.length > 0 || !toggled.has(id);
    rows.push({ kind: 'namespace', id, level: 1, name: namespace, count: inNamespace.length, open });
    if (!open) continue;
    for (const [actor, ofActor] of groupBy(inNamespace, (entry) => entry.actorId)) {
      const actorRowId = `${id}/${encodeURIComponent(actor)}`;
      const actorOpen = words.length > 0 || !toggled.has(actorRowId);
      rows.push({
        kind: 'actor',
        id: actorRowId,
        level: 2,
        namespace,
        name: actor,
        count: ofActor.length,
        open: actorOpen,
      });
      if (actorOpen) for (const entry of ofActor) rows.push(...entryRows(entry, toggled));
    }
  }
  return rows;
}

function entryRows<Entry extends StateEntry>(entry: Entry, toggled: ReadonlySet<string>): StateRow<Entry>[] {
  const id = entryId(entry);
  const open = /^[[{]./.test(entry.json) && !/^(\[\]|\{\})$/.test(entry.json) ? toggled.has(id) : undefined;
  const row: StateRow<Entry> = { kind: 'entry', id, level: 3, entry, open };
  const value = open ? readValueText(entry.json) : undefined;
  if (value === undefined) return [row];
  const [, ...inside] = treeRows(readExact(entry.json), toggled, `${id}$`);
  return [
    row,
    ...inside.map((line) => ({ kind: 'value', id: line.id, level: line.level + 2, line, open: line.open }) as const),
  ];
}

function textOf(entry: StateEntry): string {
  return `${entry.namespace} ${entry.actorId} ${entry.key} ${entry.json}`.toLowerCase();
}

function inOrder(a: StateEntry, b: StateEntry): number {
  return compare(a.namespace, b.namespace) || compare(a.actorId, b.actorId) || compare(a.key, b.key);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function groupBy<Entry>(entries: Entry[], key: (entry: Entry) => string): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const name = key(entry);
    const group = groups.get(name);
    if (group) group.push(entry);
    else groups.set(name, [entry]);
  }
  return groups;
}

/**
 * The node that keeps an actor's state (T3): the one of that id when the namespace is the graph's; a shared state goes by its
 * component's name. Undefined when the graph in front has no such node.
 */
export function nodeOf(
  namespace: string,
  actorId: string,
  path: string | null,
  graph: Graph | null,
): string | undefined {
  if (!graph || path === null) return undefined;
  if (!namesOfGraph(path, graph).some((name) => namespace.endsWith(`/${name}`))) return undefined;
  if (graph.processes[actorId]) return actorId;
  return Object.values(graph.processes).find((node) => node.component === actorId)?.id;
}
