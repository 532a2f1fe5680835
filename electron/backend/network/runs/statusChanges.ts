import { same } from '#shared/graph/same.ts';
import type { NetworkStatus } from '#shared/rpc/live/networkStatus.ts';

type Records = Readonly<Record<string, object>>;

/**
 * Turns the statuses of a run, as they are looked at one after another, into what is new in each: the first is told whole, as is the
 * first of another run or of other nodes; later ones with the nodes and wires that are not as they were (N13).
 */
export class StatusChanges {
  private head = '';
  private readonly nodes = new Map<string, object>();
  private readonly wires = new Map<string, object>();
  private runId: string | null | undefined;

  /** @returns what to tell; undefined when nothing is new */
  next(status: NetworkStatus): NetworkStatus | undefined {
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
    if (!isSame) return status;
    return isNew ? { ...head, ...changed, onlyChanged: true } : undefined;
  }
}

function sameNames(known: ReadonlyMap<string, object>, records: Records): boolean {
  const names = Object.keys(records);
  return names.length === known.size && names.every((name) => known.has(name));
}

/** Those that are not as they were; remembers how they are. */
function changedOf<T extends object>(known: Map<string, object>, records: Readonly<Record<string, T>>) {
  const changed: Record<string, T> = {};
  for (const [name, record] of Object.entries(records)) {
    const before = known.get(name);
    if (before && same(before, record)) continue;
    known.set(name, record);
    changed[name] = record;
  }
  return changed;
}

function isEmpty(records: Records): boolean {
  for (const _ in records) return false;
  return true;
}
