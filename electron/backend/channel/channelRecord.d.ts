import type { RecordKind } from './frames.ts';
/**
 * One record as it came from the channel. Its payload stays where it was read until somebody asks for it, as text or as bytes: most
 * records have none, and small messages are cheapest as text. Ask before the next record is read.
 */
export declare class ChannelRecord {
  readonly kind: RecordKind;
  readonly flags: number;
  readonly instance: number;
  readonly call: number;
  readonly port: string;
  private readonly chunk;
  private readonly start;
  private readonly end;
  constructor(
    kind: RecordKind,
    flags: number,
    instance: number,
    call: number,
    port: string,
    chunk: Buffer,
    start: number,
    end: number,
  );
  /** Bytes of the payload. */
  get size(): number;
  /** The payload's bytes, which do not change afterwards. */
  get payload(): Buffer;
  /** The payload read as UTF-8. */
  get text(): string;
  /** Whether the payload can be spliced into a larger JSON text (`isOneValue`). */
  get isOneValue(): boolean;
}
