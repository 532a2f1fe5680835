import type { LogRecord } from '#shared/rpc/live/log.ts';
import type { Topics } from '#shared/rpc/live/topics.ts';
import { disposable } from '../system/lifetime.ts';

const keptRecords = 2000;
const deliverInterval = 50;
/** Most records delivered at once; of a flood, the newest. */
const mostAtOnce = 500;

/** Log records of nodes and actors (A5): the latest are kept; watchers get them in batches. */
export class LogHub {
  private readonly kept: LogRecord[] = [];
  private readonly listeners = new Set<(record: LogRecord) => void>();

  /** @param redact takes secrets out of texts before anybody sees them (N12) */
  constructor(private readonly redact: (text: string) => string) {}

  add(said: LogRecord): void {
    const record = { ...said, text: this.redact(said.text) };
    this.kept.push(record);
    if (this.kept.length > 2 * keptRecords) this.kept.splice(0, keptRecords);
    for (const listener of this.listeners) listener(record);
  }

  /** Hears every record at once. */
  onRecord(listener: (record: LogRecord) => void): Disposable {
    this.listeners.add(listener);
    return disposable(() => this.listeners.delete(listener));
  }

  /** Delivers what was kept, then batches. `graph` narrows to the nodes of one graph. */
  watch(graph: string | undefined, deliver: (data: Topics['log']['data']) => void): Disposable {
    const fits = (record: LogRecord): boolean => graph === undefined || record.graph === graph;
    let batch: LogRecord[] = [];
    let dropped = 0;
    deliver({ records: this.kept.filter(fits).slice(-mostAtOnce), dropped: 0 });
    const listening = this.onRecord((record) => {
      if (!fits(record)) return;
      batch.push(record);
      if (batch.length > 2 * mostAtOnce) dropped += batch.splice(0, mostAtOnce).length;
    });
    const timer = setInterval(() => {
      if (batch.length === 0) return;
      dropped += Math.max(0, batch.length - mostAtOnce);
      deliver({ records: batch.slice(-mostAtOnce), dropped });
      batch = [];
      dropped = 0;
    }, deliverInterval);
    timer.unref();
    return disposable(() => {
      listening[Symbol.dispose]();
      clearInterval(timer);
    });
  }
}
