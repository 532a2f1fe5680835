import type { NetworkChange, NetworkStatus } from '#shared/rpc/live/networkStatus.ts';
import type { Topics } from '#shared/rpc/live/topics.ts';
import { valueKey, type LiveValue, type SessionStore } from './session.ts';

type ArrivedValue = Topics['values']['data']['values'][number];

/**
 * Takes live data in as it comes and puts it into the session once a frame, so that a flood costs one paint (N13). What did not change
 * keeps its identity, so that only what did renders again.
 */
export class LiveFeed {
  private known: NetworkStatus | null = null;
  private isStatusNew = false;
  private readonly arrived = new Map<string, LiveValue>();
  private scheduled = false;
  private ended = false;

  constructor(
    private readonly store: SessionStore,
    private readonly nextFrame: (work: () => void) => void,
  ) {}

  status(status: NetworkStatus): void {
    this.take(shareStatus(this.known, status));
  }

  /** What became of the status that came before. */
  change(change: NetworkChange): void {
    if (this.known) this.take(withChange(this.known, change));
  }

  values(values: readonly ArrivedValue[]): void {
    for (const { node, port, preview, total, timestamp } of values)
      this.arrived.set(valueKey(node, port), { preview, timestamp, count: total });
    this.schedule();
  }

  end(): void {
    this.ended = true;
  }

  private take(status: NetworkStatus): void {
    this.known = status;
    this.isStatusNew = true;
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.nextFrame(() => this.flush());
  }

  private flush(): void {
    this.scheduled = false;
    if (this.ended) return;
    const { known, isStatusNew, arrived } = this;
    this.store.setState((state) => ({
      ...(isStatusNew ? { network: known } : {}),
      ...(arrived.size > 0 ? { values: new Map([...state.values, ...arrived]) } : {}),
    }));
    this.isStatusNew = false;
    arrived.clear();
  }
}

/** The next status, with the node and wire records of the previous one wherever they say the same. */
export function shareStatus(previous: NetworkStatus | null, next: NetworkStatus): NetworkStatus {
  if (!previous) return next;
  return { ...next, nodes: shareRecords(previous.nodes, next.nodes), wires: shareRecords(previous.wires, next.wires) };
}

function withChange(known: NetworkStatus, change: NetworkChange): NetworkStatus {
  return { ...change, nodes: withFields(known.nodes, change.nodes), wires: withFields(known.wires, change.wires) };
}

function withFields<T extends object>(
  known: Readonly<Record<string, T>>,
  changed: Readonly<Record<string, Partial<T>>>,
): Record<string, T> {
  const records = { ...known };
  for (const name in changed) records[name] = { ...records[name]!, ...changed[name] };
  return records;
}

function shareRecords<T extends object>(
  previous: Readonly<Record<string, T>>,
  next: Readonly<Record<string, T>>,
): Record<string, T> {
  // Thousands of records many times a second: no entries are made, and no text but for what is seldom there.
  const shared: Record<string, T> = {};
  for (const key in next) {
    const before = previous[key];
    shared[key] = before && sameFields(before, next[key]!) ? before : next[key]!;
  }
  return shared;
}

function sameFields<T extends object>(a: T, b: T): boolean {
  for (const key in b) {
    const [one, other] = [a[key] as unknown, b[key] as unknown];
    if (Object.is(one, other)) continue;
    if (typeof one !== 'object' || typeof other !== 'object') return false;
    const areEmpty = Array.isArray(one) && Array.isArray(other) && one.length === 0 && other.length === 0;
    if (!areEmpty && JSON.stringify(one) !== JSON.stringify(other)) return false;
  }
  return true;
}
