import type { RecordKind } from './frames.ts';
import { isOneValue } from './oneValue.ts';

/** Payloads up to this size are copied, so that a small message does not keep a whole chunk in memory. */
const copyLimit = 8 * 1024;

/**
 * One record as it came from the channel. Its payload stays where it was read until somebody asks for it, as text or as bytes: most
 * records have none, and small messages are cheapest as text. Ask before the next record is read.
 */
export class ChannelRecord {
  constructor(
    readonly kind: RecordKind,
    readonly flags: number,
    readonly instance: number,
    readonly call: number,
    readonly port: string,
    private readonly chunk: Buffer,
    private readonly start: number,
    private readonly end: number,
  ) {}

  /** Bytes of the payload. */
  get size(): number {
    return this.end - this.start;
  }

  /** The payload's bytes, which do not change afterwards. */
  get payload(): Buffer {
    const view = this.chunk.subarray(this.start, this.end);
    return this.size <= copyLimit ? Buffer.from(view) : view;
  }

  /** The payload read as UTF-8. */
  get text(): string {
    return this.chunk.toString('utf8', this.start, this.end);
  }

  /** Whether the payload can be spliced into a larger JSON text (`isOneValue`). */
  get isOneValue(): boolean {
    return isOneValue(this.chunk, this.start, this.end);
  }
}
