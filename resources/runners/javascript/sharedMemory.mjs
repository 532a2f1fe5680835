import * as fs from 'node:fs';
import * as zlib from 'node:zlib';

// Shared memory: large values are files in memory that pass from sandbox to sandbox beside the channel (layout:
// electron/backend/sharedMemory/region.ts). What is read is copied before it is checked: another sandbox may still write to it.

const headerBytes = 64;
const metadataBytes = 256;
const overhead = headerBytes + metadataBytes;
const magic = 0x4d_53_46_52;
const version = 1;
const isBytesFlag = 1;
/** How long a sandbox waits for room before it sends a value in a frame, where it is held back itself. */
const patienceMilliseconds = 250;

// What actors do to globals and prototypes must not reach the runner's own work.
const { constants, openSync, closeSync, ftruncateSync, readSync, writeSync, unlinkSync, existsSync } = fs;
const { alloc, allocUnsafeSlow, from } = Buffer;
const now = performance.now.bind(performance);

/** CRC-32 as zlib has it from Node 20.15 on, of bytes that follow others. */
const crc32 = zlib.crc32 ?? crc32ByTable;

function crc32ByTable(bytes, before = 0) {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xed_b8_83_20 : rest >>> 1;
    return rest;
  });
  let rest = ~before;
  for (let at = 0; at < bytes.length; at++) rest = table[(rest ^ bytes[at]) & 0xff] ^ (rest >>> 8);
  return ~rest >>> 0;
}

/** The folders of one sandbox, and which of the regions that it wrote are still in use. */
export class SharedMemory {
  #channel;
  #terms;
  #largest;
  #used = new Map();
  #usedBytes = 0;
  #last = 0;
  #pause = new Int32Array(new SharedArrayBuffer(4));

  constructor(channel) {
    this.#channel = channel;
  }

  /** Takes terms on: folders, and bounds that leave room for a region while the one before is read. */
  agree(terms) {
    this.#terms = terms;
    this.#largest = Math.min(terms.largest, Math.floor(terms.bytes / 2));
  }

  /** Makes a region of bytes or text; answers the text that announces it, undefined when there is no room. */
  write(bytesOrText, actorId, call, port) {
    const isBytes = typeof bytesOrText !== 'string';
    const value = isBytes ? bytesOrText : from(bytesOrText);
    const size = value.length;
    if (size > this.#largest || !this.#hasRoom(size)) return undefined;
    const name = String(++this.#last);
    const head = alloc(overhead);
    head.writeUInt32LE(magic, 0);
    head[4] = version;
    head[5] = isBytes ? isBytesFlag : 0;
    head.writeUInt32LE(size, 8);
    head.write(actorId, headerBytes, 96);
    head.write(`${call}.${name}`, headerBytes + 96, 64);
    head.writeBigUInt64LE(BigInt(Date.now()), headerBytes + 160);
    head.write(port, headerBytes + 168, 88);
    head.writeUInt32LE(crc32(value, crc32(head.subarray(headerBytes))), 12);
    const path = `${this.#terms.out}/${name}`;
    try {
      const descriptor = openSync(path, 'wx', 0o600);
      try {
        // A file of its full size gets huge pages where there are some.
        ftruncateSync(descriptor, overhead + size);
        writeAll(descriptor, head);
        writeAll(descriptor, value);
      } finally {
        closeSync(descriptor);
      }
    } catch {
      remove(path);
      return undefined;
    }
    this.#used.set(name, size);
    this.#usedBytes += size;
    return `["${name}",${size},${isBytes ? 1 : 0}]`;
  }

  /** The bytes of a region, and whether they are the value; else they are the message's JSON text. */
  read(name, size) {
    const head = allocUnsafeSlow(overhead);
    const value = allocUnsafeSlow(size);
    const descriptor = openSync(`${this.#terms.in}/${name}`, constants.O_RDONLY);
    try {
      readAll(descriptor, head);
      readAll(descriptor, value);
    } finally {
      closeSync(descriptor);
    }
    if (head.readUInt32LE(0) !== magic || head[4] !== version || head.readUInt32LE(8) !== size)
      throw new Error('the region has another form');
    if (crc32(value, crc32(head.subarray(headerBytes))) !== head.readUInt32LE(12))
      throw new Error('the checksum does not match');
    return (head[5] & isBytesFlag) === 0
      ? { value, isBytes: false }
      : { value: new Uint8Array(value.buffer, value.byteOffset, size), isBytes: true };
  }

  /** The host removes the file of a region that nobody needs any more. */
  #hasRoom(size) {
    if (this.#fits(size)) return true;
    // What the host has not heard of cannot come free.
    this.#channel.flush();
    for (const deadline = now() + patienceMilliseconds; ;) {
      for (const [name, used] of this.#used) {
        if (existsSync(`${this.#terms.out}/${name}`)) continue;
        this.#used.delete(name);
        this.#usedBytes -= used;
      }
      if (this.#fits(size)) return true;
      if (now() > deadline) return false;
      Atomics.wait(this.#pause, 0, 0, 1);
    }
  }

  #fits(size) {
    return this.#used.size < this.#terms.regions && this.#usedBytes + size <= this.#terms.bytes;
  }
}

function writeAll(descriptor, bytes) {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at, bytes.length - at);
}

function readAll(descriptor, bytes) {
  for (let at = 0; at < bytes.length;) {
    const count = readSync(descriptor, bytes, at, bytes.length - at, null);
    if (count === 0) throw new Error('the region was cut short');
    at += count;
  }
}

function remove(path) {
  try {
    unlinkSync(path);
  } catch {
    // It was never made.
  }
}
