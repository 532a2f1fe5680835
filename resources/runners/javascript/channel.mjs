import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';

// The private channel to the host: length-prefixed frames of records (electron/backend/channel/frames.ts).

export const kinds = {
  load: 1,
  process: 2,
  stateResult: 3,
  unload: 4,
  cancel: 5,
  share: 6,
  ready: 16,
  loaded: 17,
  loadFailed: 18,
  output: 19,
  completed: 20,
  failed: 21,
  log: 22,
  state: 23,
  loading: 24,
};

const frameHeaderBytes = 8;
const recordHeaderBytes = 16;
/** Buffered records go out in one frame no later than at this size. */
const flushBytes = 64 * 1024;
/** One message; a value's text beyond it is refused where it is sent. */
export const largestPayload = 256 * 1024 ** 2;

// What actors do to globals and prototypes must not reach the runner's own writing.
const { byteLength, allocUnsafe, concat } = Buffer;
const noPort = '';
/** Flag of an output: it is the call's last, so that no `completed` follows. */
const completes = 4;

/** Reads and writes frames. Each frame carries a tag that only host and runner can know, so nobody else can write one. */
export class Channel {
  #descriptor;
  #descriptorOut;
  #tagIn;
  #tagOut;
  #step;
  #inbox = [];
  #inboxBytes = 0;
  #needed = frameHeaderBytes;
  #outbox = allocUnsafe(2 * flushBytes);
  #used = frameHeaderBytes;
  /** Where the last record begins in the outbox. */
  #last = 0;
  #pause = new Int32Array(new SharedArrayBuffer(4));

  constructor(descriptor, descriptorOut = descriptor) {
    this.#descriptor = descriptor;
    this.#descriptorOut = descriptorOut;
    const secret = this.#readSecret();
    const seed = secret.readUInt32LE(0);
    const step = secret.readUInt32LE(8);
    this.#tagIn = seed;
    this.#tagOut = (seed + step) >>> 0;
    this.#step = (step * 2) >>> 0;
  }

  /** Calls `receive` with the records of each read; the process ends when the host closes the channel. */
  listen(receive) {
    const socket = new Socket({
      fd: this.#descriptor,
      readable: true,
      writable: this.#descriptor === this.#descriptorOut,
    });
    const exit = process.reallyExit.bind(process);
    socket.on('data', (bytes) => {
      const records = this.#records(bytes);
      if (records.length > 0) receive(records);
    });
    socket.on('end', () => exit(0));
    socket.on('error', () => exit(0));
  }

  get isEmpty() {
    return this.#used === frameHeaderBytes;
  }

  /** Buffers a record; it leaves with the next `flush`. `payload` is text. */
  put(kind, flags, instance, call, port = noPort, payload = '') {
    const portBytes = port === noPort ? 0 : byteLength(port);
    // No character takes more than three bytes; only for long texts is it worth counting them.
    const room = payload.length > 16_384 ? byteLength(payload) : payload.length * 3;
    this.#reserve(recordHeaderBytes + portBytes + room);
    const outbox = this.#outbox;
    const at = this.#used;
    this.#last = at;
    outbox[at] = kind;
    outbox[at + 1] = flags;
    outbox.writeUInt16LE(portBytes, at + 2);
    outbox.writeUInt32LE(instance, at + 4);
    outbox.writeUInt32LE(call, at + 8);
    let end = at + recordHeaderBytes;
    if (portBytes > 0) end += outbox.write(port, end);
    const payloadBytes = payload.length === 0 ? 0 : outbox.write(payload, end);
    outbox.writeUInt32LE(payloadBytes, at + 12);
    this.#used = end + payloadBytes;
    if (this.#used > flushBytes) this.flush();
  }

  /** Buffers that a call is done; an output of it that is the last thing in the buffer says so itself. */
  complete(instance, call) {
    const outbox = this.#outbox;
    const last = this.#last;
    if (!this.isEmpty && outbox[last] === kinds.output && outbox.readUInt32LE(last + 8) === call)
      outbox[last + 1] |= completes;
    else this.put(kinds.completed, 0, instance, call);
  }

  /** Writes what is buffered as one frame, waiting while the host holds back. */
  flush() {
    const used = this.#used;
    if (used === frameHeaderBytes) return;
    const outbox = this.#outbox;
    outbox.writeUInt32LE(used - frameHeaderBytes, 0);
    outbox.writeUInt32LE(this.#tagOut, 4);
    this.#tagOut = (this.#tagOut + this.#step) >>> 0;
    this.#used = frameHeaderBytes;
    if (outbox.length > 4 * flushBytes) this.#outbox = allocUnsafe(2 * flushBytes);
    for (let at = 0; at < used;) at += this.#write(outbox, at, used - at);
  }

  #write(bytes, at, length) {
    try {
      return writeSync(this.#descriptorOut, bytes, at, length);
    } catch (error) {
      if (error.code === 'EPIPE') process.reallyExit(0);
      if (error.code !== 'EAGAIN') throw error;
      // The host holds back: this is where the actor waits.
      Atomics.wait(this.#pause, 0, 0, 0.5);
      return 0;
    }
  }

  #reserve(bytes) {
    if (this.#outbox.length - this.#used >= bytes) return;
    this.flush();
    if (this.#outbox.length - this.#used < bytes) this.#outbox = allocUnsafe(frameHeaderBytes + bytes);
  }

  #readSecret() {
    const secret = Buffer.alloc(16);
    for (let at = 0; at < secret.length;) {
      try {
        const count = readSync(this.#descriptor, secret, at, secret.length - at, null);
        if (count === 0) process.reallyExit(0);
        at += count;
      } catch (error) {
        if (error.code !== 'EAGAIN') throw error;
        Atomics.wait(this.#pause, 0, 0, 1);
      }
    }
    return secret;
  }

  #records(bytes) {
    this.#inbox.push(bytes);
    this.#inboxBytes += bytes.length;
    const records = [];
    if (this.#inboxBytes < this.#needed) return records;
    const inbox = this.#inbox.length === 1 ? bytes : concat(this.#inbox);
    let at = 0;
    this.#needed = frameHeaderBytes;
    while (inbox.length - at >= frameHeaderBytes) {
      const length = inbox.readUInt32LE(at);
      if (inbox.readUInt32LE(at + 4) !== this.#tagIn) {
        writeSync(2, 'reflow: the channel was disturbed\n');
        process.reallyExit(70);
      }
      const end = at + frameHeaderBytes + length;
      if (inbox.length < end) {
        this.#needed = frameHeaderBytes + length;
        break;
      }
      this.#tagIn = (this.#tagIn + this.#step) >>> 0;
      at += frameHeaderBytes;
      while (at < end) {
        const start = at + recordHeaderBytes + inbox.readUInt16LE(at + 2);
        const stop = start + inbox.readUInt32LE(at + 12);
        records.push({
          kind: inbox[at],
          flags: inbox[at + 1],
          instance: inbox.readUInt32LE(at + 4),
          call: inbox.readUInt32LE(at + 8),
          text: inbox.toString('utf8', start, stop),
        });
        at = stop;
      }
    }
    this.#inbox = at === inbox.length ? [] : [inbox.subarray(at)];
    this.#inboxBytes = inbox.length - at;
    return records;
  }
}
