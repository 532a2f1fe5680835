// The worker's end of the channel: blocking reads from shared memory, writes that wait while the host holds back.
import { places, ringBytes, viewsOf } from './memory.mjs';

/** Bytes that may be on their way to the host. */
const mostUntaken = 4 << 20;

// Held apart from the globals, which actors may change.
const { wait, waitAsync, load, add, notify } = Atomics;
const post = MessagePort.prototype.postMessage;
const { apply } = Reflect;

export class Link {
  #counters;
  #ring;
  #output;
  #sent = 0;

  constructor({ memory, output }) {
    ({ counters: this.#counters, ring: this.#ring } = viewsOf(memory));
    this.#output = output;
  }

  /** Bytes that can be read without waiting. */
  get waiting() {
    return (load(this.#counters, places.written) - load(this.#counters, places.read)) >>> 0;
  }

  /** Waits for bytes and answers a copy of at most `most`; none when `milliseconds` have passed before. */
  read(most, milliseconds = Infinity) {
    const until = performance.now() + milliseconds;
    for (;;) {
      const wakes = load(this.#counters, places.wakes);
      const count = Math.min(this.waiting, most);
      if (count > 0) return this.#take(count);
      const left = until - performance.now();
      if (left <= 0) return new Uint8Array(0);
      wait(this.#counters, places.wakes, wakes, left);
    }
  }

  /** Waits for bytes, or until `milliseconds` have passed, without taking any. */
  pause(milliseconds) {
    const wakes = load(this.#counters, places.wakes);
    if (this.waiting === 0) wait(this.#counters, places.wakes, wakes, milliseconds);
  }

  /** Promises that there is something to read, letting go of the thread. */
  async readable() {
    for (;;) {
      const wakes = load(this.#counters, places.wakes);
      if (this.waiting > 0) return;
      await waitAsync(this.#counters, places.wakes, wakes).value;
    }
  }

  /** Hands a copy of bytes to the host, waiting while it holds back. */
  write(bytes) {
    for (;;) {
      const wakes = load(this.#counters, places.wakes);
      if ((this.#sent - load(this.#counters, places.taken)) >>> 0 < mostUntaken) break;
      wait(this.#counters, places.wakes, wakes);
    }
    const copy = bytes.slice();
    this.#sent = (this.#sent + copy.length) >>> 0;
    // Not transferred: what leaves this process is copied in any case.
    apply(post, this.#output, [copy]);
  }

  /** Tells the host that this sandbox is over. */
  exit(code) {
    apply(post, this.#output, [{ exit: code }]);
    wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }

  /** Tells the host why the runner did not start. */
  fail(error) {
    apply(post, this.#output, [{ failure: String(error?.message || error?.stack || error) }]);
  }

  #take(count) {
    const at = (load(this.#counters, places.read) >>> 0) % ringBytes;
    const length = Math.min(count, ringBytes - at);
    const bytes = this.#ring.slice(at, at + length);
    add(this.#counters, places.read, length);
    notify(this.#counters, places.read);
    return new Uint8Array(bytes);
  }
}
