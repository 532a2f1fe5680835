import { ChannelRecord } from './channelRecord.ts';
import { frameHeaderBytes, recordHeaderBytes, type RecordKind } from './frames.ts';
import type { FrameTags } from './frameTags.ts';

/** Largest frame that is taken in: one message of 256 MB (S3) and what belongs to it. */
export const largestFrame = 256 * 1024 ** 2 + 128 * 1024;

/** Thrown for bytes that are no frame of the runner's; the sandbox cannot be trusted any further. */
export class BadFrame extends Error {
  override readonly name = 'BadFrame';
}

/** Cuts a byte stream into records. Bytes go in by `push`, records come out one by one from `next`. */
export class FrameReader {
  private chunk: Buffer = Buffer.alloc(0);
  private at = 0;
  /** Where the current frame ends in `chunk`; equal to `at` between frames. */
  private end = 0;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private wanted = frameHeaderBytes;
  private header: { length: number } | undefined;
  private lastPort = '';
  private lastPortBytes: Buffer = Buffer.alloc(0);

  constructor(private readonly tags: FrameTags) {}

  push(bytes: Buffer): void {
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
  }

  /**
   * The next record; undefined when more bytes are needed first.
   * @throws BadFrame
   */
  next(): ChannelRecord | undefined {
    while (this.at >= this.end) if (!this.nextFrame()) return undefined;
    const { chunk, at, end } = this;
    if (end - at < recordHeaderBytes) throw new BadFrame('a record was cut short');
    const portBytes = chunk.readUInt16LE(at + 2);
    const payloadBytes = chunk.readUInt32LE(at + 12);
    const portStart = at + recordHeaderBytes;
    const payloadStart = portStart + portBytes;
    if (end - payloadStart < payloadBytes) throw new BadFrame('a record is longer than its frame');
    this.at = payloadStart + payloadBytes;
    return new ChannelRecord(
      chunk[at]! as RecordKind,
      chunk[at + 1]!,
      chunk.readUInt32LE(at + 4),
      chunk.readUInt32LE(at + 8),
      portBytes === 0 ? '' : this.portName(portStart, payloadStart),
      chunk,
      payloadStart,
      this.at,
    );
  }

  /** Makes the next whole frame the current one; false when it is not all there. */
  private nextFrame(): boolean {
    if (!this.header) {
      const left = this.chunk.length - this.at;
      if (left + this.waitingBytes < frameHeaderBytes) return false;
      if (left < frameHeaderBytes) this.gather();
      const length = this.chunk.readUInt32LE(this.at);
      if (this.chunk.readUInt32LE(this.at + 4) !== this.tags.next())
        throw new BadFrame('a frame did not come from the runner');
      if (length > largestFrame) throw new BadFrame(`a frame of ${length} bytes is over the limit of ${largestFrame}`);
      this.at += frameHeaderBytes;
      this.end = this.at;
      this.header = { length };
      this.wanted = length;
    }
    if (this.chunk.length - this.at + this.waitingBytes < this.wanted) return false;
    if (this.chunk.length - this.at < this.wanted) this.gather();
    this.end = this.at + this.wanted;
    this.header = undefined;
    return true;
  }

  /** Joins what is left and what has come. */
  private gather(): void {
    const rest = this.chunk.subarray(this.at);
    this.chunk =
      rest.length === 0 && this.waiting.length === 1 ? this.waiting[0]! : Buffer.concat([rest, ...this.waiting]);
    this.waiting = [];
    this.waitingBytes = 0;
    this.at = this.end = 0;
  }

  /** Successive messages mostly have one port: its name is made once. */
  private portName(start: number, end: number): string {
    if (!this.isLastPort(start, end)) {
      this.lastPortBytes = Buffer.from(this.chunk.subarray(start, end));
      this.lastPort = this.lastPortBytes.toString('utf8');
    }
    return this.lastPort;
  }

  private isLastPort(start: number, end: number): boolean {
    const { chunk, lastPortBytes } = this;
    if (lastPortBytes.length !== end - start) return false;
    for (let at = start; at < end; at++) if (chunk[at] !== lastPortBytes[at - start]) return false;
    return true;
  }
}
