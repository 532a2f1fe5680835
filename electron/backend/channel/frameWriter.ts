import { frameHeaderBytes, recordHeaderBytes, type RecordKind } from './frames.ts';
import type { FrameTags } from './frameTags.ts';

/** Payload parts from this size on are handed on as they are instead of being copied into the frame. */
const copyLimit = 64 * 1024;
const firstSize = 16 * 1024;

/** Builds frames: records are put in one after another, `take` closes the frame. */
export class FrameWriter {
  private buffer = Buffer.allocUnsafe(firstSize);
  private used = frameHeaderBytes;
  private start = 0;
  private bodyBytes = 0;
  private readonly finished: Buffer[] = [];

  constructor(private readonly tags: FrameTags) {}

  get isEmpty(): boolean {
    return this.bodyBytes === 0;
  }

  /** Bytes of the frame so far. */
  get size(): number {
    return this.bodyBytes;
  }

  /** Adds a record whose payload is the parts one after another. */
  put(kind: RecordKind, flags: number, instance: number, call: number, parts: readonly Buffer[]): void {
    let payloadBytes = 0;
    for (const part of parts) payloadBytes += part.length;
    this.header(kind, flags, instance, call, payloadBytes);
    for (const part of parts) this.append(part);
  }

  /** Adds a record whose payload is text. */
  putText(kind: RecordKind, flags: number, instance: number, call: number, text: string): void {
    // No character takes more than three bytes; long texts have room of their own.
    if (text.length * 3 > firstSize) {
      this.put(kind, flags, instance, call, [Buffer.from(text)]);
      return;
    }
    this.reserve(recordHeaderBytes + text.length * 3);
    const lengthAt = this.used + 12;
    this.header(kind, flags, instance, call, 0);
    const payloadBytes = this.buffer.write(text, this.used);
    this.buffer.writeUInt32LE(payloadBytes, lengthAt);
    this.used += payloadBytes;
    this.bodyBytes += payloadBytes;
  }

  /** The frame's bytes, in pieces; the writer begins a new one. */
  take(): Buffer[] {
    this.cut();
    const pieces = this.finished.splice(0);
    pieces[0]!.writeUInt32LE(this.bodyBytes, 0);
    pieces[0]!.writeUInt32LE(this.tags.next(), 4);
    this.bodyBytes = 0;
    this.reserve(frameHeaderBytes);
    this.used += frameHeaderBytes;
    return pieces;
  }

  private header(kind: RecordKind, flags: number, instance: number, call: number, payloadBytes: number): void {
    this.reserve(recordHeaderBytes);
    const { buffer, used } = this;
    buffer[used] = kind;
    buffer[used + 1] = flags;
    buffer.writeUInt16LE(0, used + 2);
    buffer.writeUInt32LE(instance, used + 4);
    buffer.writeUInt32LE(call, used + 8);
    buffer.writeUInt32LE(payloadBytes, used + 12);
    this.used += recordHeaderBytes;
    this.bodyBytes += recordHeaderBytes + payloadBytes;
  }

  private append(part: Buffer): void {
    if (part.length < copyLimit) {
      this.reserve(part.length);
      part.copy(this.buffer, this.used);
      this.used += part.length;
      return;
    }
    this.cut();
    this.finished.push(part);
  }

  private cut(): void {
    if (this.used > this.start) this.finished.push(this.buffer.subarray(this.start, this.used));
    this.start = this.used;
  }

  private reserve(bytes: number): void {
    if (this.buffer.length - this.used >= bytes) return;
    this.cut();
    this.buffer = Buffer.allocUnsafe(Math.max(firstSize, bytes));
    this.start = this.used = 0;
  }
}
