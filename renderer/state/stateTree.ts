import type { Graph } from '#shared/graph/graph.ts';
import type { StateEntry } from '#shared/rpc/live.ts';

/** One line of the state browser, in the order shown. */
export type StateRow<Entry extends StateEntry = StateEntry> =
  | { kind: 'namespace'; id: string; level: 1; name: string; count: number; open: boolean }
  | { kind: 'actor'; id: string; level: 2; namespace: string; name: string; count: number; open: boolean }
  | { kind: 'entry'; id: string; level: 3; entry: Entry };

/** Identifies an entry among all; the parts are escaped so that no two collide. */
export function entryId(entry: Pick<StateEntry, 'namespace' | 'actorId' | 'key'>): string {
  return [entry.namespace, entry.actorId, entry.key].map(encodeURIComponent).join('/');
}

/**
 * The tree of namespaces, actors and keys as lines (T7). `closed` holds the ids of closed branches; a search opens all, and
 * matches key, actor, namespace or value.
 */
export function stateRows<Entry extends StateEntry>(
  entries: Iterable<Entry>,
  search: string,
  closed: ReadonlySet<string>,
): StateRow<Entry>[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = [...entries]
    .filter((entry) => words.every((word) => textOf(entry).includes(word)))
    .toSorted(inOrder);
  const rows: StateRow<Entry>[] = [];
  for (const [namespace, inNamespace] of groupBy(matching, (entry) => entry.namespace)) {
    const id = encodeURIComponent(namespace);
    const open = words.length > 0 || !closed.has(id);
    rows.push({ kind: 'namespace', id, level: 1, name: namespace, count: inNamespace.length, open });
    if (!open) continue;
    for (const [actor, ofActor] of groupBy(inNamespace, (entry) => entry.actorId)) {
      const actorRowId = `${id}/${encodeURIComponent(actor)}`;
      const actorOpen = words.length > 0 || !closed.has(actorRowId);
      rows.push({
        kind: 'actor',
        id: actorRowId,
        level: 2,
        namespace,
        name: actor,
        count: ofActor.length,
        open: actorOpen,
      });
      if (actorOpen) for (const entry of ofActor) rows.push({ kind: 'entry', id: entryId(entry), level: 3, entry });
    }
  }
  return rows;
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
  const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.graph\.(json|ya?ml)$/, '');
  const names = [stem, path, graph.properties['name']];
  if (!names.some((name) => typeof name === 'string' && namespace.endsWith(`/${name}`))) return undefined;
  if (graph.processes[actorId]) return actorId;
  return Object.values(graph.processes).find((node) => node.component === actorId)?.id;
}
