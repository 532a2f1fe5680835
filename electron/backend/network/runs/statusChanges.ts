import { same } from '#shared/graph/same.ts';
import type { NetworkStatus, NodeStatus, WireStatus } from '#shared/rpc/live/networkStatus.ts';
import type { Topics } from '#shared/rpc/live/topics.ts';

type StatusNews = Topics['networkChanges']['data'];
type Records = Readonly<Record<string, object>>;

/**
 * Turns the statuses of a run, as they are looked at one after another, into what is new in each: the first is told whole, as is the
 * first of another run or of other nodes; later ones with what is not as it was of nodes and wires (N13).
 */
export class StatusChanges {
  private head = '';
  private readonly nodes = new Map<string, NodeStatus>();
  private readonly wires = new Map<string, WireStatus>();
  private runId: string | null | undefined;

  /** @returns what to tell; undefined when nothing is new */
  next(status: NetworkStatus): StatusNews | undefined {
    const { nodes, wires, ...head } = status;
    const isSame = this.runId === head.runId && sameNames(this.nodes, nodes) && sameNames(this.wires, wires);
    if (!isSame) {
      this.nodes.clear();
      this.wires.clear();
    }
    this.runId = head.runId;
    const headText = JSON.stringify(head);
    const changed = { nodes: changedOf(this.nodes, nodes), wires: changedOf(this.wires, wires) };
    const isNew = headText !== this.head || !isEmpty(changed.nodes) || !isEmpty(changed.wires);
    this.head = headText;
    if (!isSame) return { kind: 'whole', status };
    return isNew ? { kind: 'changed', change: { ...head, ...changed } } : undefined;
  }
}

function sameNames(known: ReadonlyMap<string, object>, records: Records): boolean {
  const names = Object.keys(records);
  return names.length === known.size && names.every((name) => known.has(name));
}

/** What is not as it was of each; remembers how they are. */
function changedOf<T extends object>(known: Map<string, T>, records: Readonly<Record<string, T>>) {
  const changed: Record<string, Partial<T>> = {};
  for (const name in records) {
    const record = records[name]!;
    const fields = changedFields(known.get(name), record);
    if (isEmpty(fields)) continue;
    known.set(name, record);
    changed[name] = fields;
  }
  return changed;
}

function changedFields<T extends object>(before: T | undefined, record: T): Partial<T> {
  if (!before) return record;
  const fields: Partial<T> = {};
  for (const key in record) if (!same(before[key], record[key])) fields[key] = record[key];
  return fields;
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}
