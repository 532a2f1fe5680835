import type { MessagePort } from 'node:worker_threads';
import type { GuestLogLevel } from './guestMemory.ts';

/** What the thread of a WASM actor is started with. */
export interface WasmSettings {
  readonly module: Uint8Array;
  /** The exported function that takes messages. */
  readonly entry: string;
  /** Bytes, of the guest's own memory and of what it shares with the host each. */
  readonly memory: number;
  readonly wasi: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly variables: ReadonlyMap<string, Uint8Array>;
  /** Takes a state operation, as JSON text in UTF-8, and gives its answer. */
  readonly state: MessagePort;
  /** One 32-bit number: how many answers `state` has got. A guest waits for them without letting go of its thread. */
  readonly answers: SharedArrayBuffer;
  /** Two 32-bit numbers; see `progress`. */
  readonly progress: SharedArrayBuffer;
  /** `Date.now()` from which times in it count. */
  readonly since: number;
}

/** Places in the memory in which a thread says what it does, also while it cannot answer. */
export const progress = {
  /** Milliseconds since `since` at which the running message began, plus one; 0: none runs. */
  began: 0,
  /** Messages done since the thread started. */
  done: 1,
} as const;

/** Host to thread: messages one after the other (`packed`), or the wish to know the variables. */
export type WasmRequest = { readonly batch: Uint8Array } | { readonly variables: true };

/** Thread to host. */
export type WasmAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'done'; readonly results: Uint8Array; readonly logs: readonly GuestLog[] }
  | { readonly kind: 'variables'; readonly variables: ReadonlyMap<string, Uint8Array> };

export interface GuestLog {
  /** Of the result among those of its answer. */
  readonly index: number;
  readonly level: GuestLogLevel;
  readonly text: string;
}

/** How a message ended; the bytes are its output, or a sentence. */
export const outcomes = { output: 0, error: 1, trap: 2, outOfMemory: 3 } as const;

/** Byte strings with a mark each, one after the other. */
export class Packing {
  private bytes = Buffer.allocUnsafeSlow(16 * 1024);
  private end = 0;
  count = 0;

  /** Begins a record that `write` fills. */
  begin(mark: number): void {
    this.reserve(5);
    this.bytes[this.end] = mark;
    this.end += 5;
    this.count++;
    this.recordAt = this.end;
  }

  write(part: Uint8Array): void {
    this.reserve(part.length);
    this.bytes.set(part, this.end);
    this.end += part.length;
  }

  finish(): void {
    this.bytes.writeUInt32LE(this.end - this.recordAt, this.recordAt - 4);
  }

  add(mark: number, part: Uint8Array): void {
    this.begin(mark);
    this.write(part);
    this.finish();
  }

  /** A copy of its own, which can be handed over. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = new Uint8Array(this.end);
    taken.set(this.bytes.subarray(0, this.end));
    this.end = 0;
    this.count = 0;
    return taken;
  }

  private recordAt = 0;

  private reserve(more: number): void {
    if (this.end + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.end + more));
    this.bytes.copy(larger, 0, 0, this.end);
    this.bytes = larger;
  }
}

/** Reads what a `Packing` wrote; the parts are views. */
export function* packed(bytes: Uint8Array): Generator<readonly [mark: number, part: Buffer]> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < buffer.length;) {
    const length = buffer.readUInt32LE(at + 1);
    yield [buffer[at]!, buffer.subarray(at + 5, at + 5 + length)];
    at += 5 + length;
  }
}
