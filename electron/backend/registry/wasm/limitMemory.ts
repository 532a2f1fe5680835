/** Bytes of a page of WebAssembly. */
const pageSize = 64 * 1024;
const memorySection = 5;
const importSection = 2;

/**
 * The same module with a maximum for the memory that it declares, so that the engine itself refuses to let it grow further.
 * @param largest bytes
 * @throws Error with a sentence when the module needs more from the start, or brings a memory that cannot be bounded
 */
export function limitMemory(module: Uint8Array, largest: number): Uint8Array<ArrayBuffer> {
  const reader = new Reader(module);
  if (reader.word() !== 0x6d736100) throw new Error('The file is no WebAssembly module.');
  reader.word();
  const most = Math.floor(largest / pageSize);
  const parts: Uint8Array[] = [module.subarray(0, 8)];
  while (reader.at < module.length) {
    const start = reader.at;
    const id = reader.byte();
    const length = reader.number();
    const content = module.subarray(reader.at, reader.at + length);
    reader.at += length;
    if (id === importSection && importsMemory(content))
      throw new Error('The module imports its memory; build it so that it declares one of its own.');
    if (id !== memorySection) parts.push(module.subarray(start, reader.at));
    else {
      const limited = limitSection(content, most);
      parts.push(Uint8Array.from([memorySection, ...written(limited.length), ...limited]));
    }
  }
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function limitSection(content: Uint8Array, most: number): number[] {
  const reader = new Reader(content);
  const count = reader.number();
  const limited = [...written(count)];
  for (let index = 0; index < count; index++) {
    const flags = reader.byte();
    if (flags > 1) throw new Error('The module has a shared or a 64-bit memory, which cannot be bounded here.');
    const minimum = reader.number();
    const maximum = flags === 1 ? reader.number() : most;
    if (minimum > most)
      throw new Error(`It needs ${(minimum * pageSize) / 1024 ** 2} MB from the start, more than its memory limit.`);
    limited.push(1, ...written(minimum), ...written(Math.min(maximum, most)));
  }
  return limited;
}

function importsMemory(content: Uint8Array): boolean {
  const reader = new Reader(content);
  const kinds = { function: 0, table: 1, memory: 2, global: 3 };
  for (let count = reader.number(); count > 0; count--) {
    reader.skip(reader.number());
    reader.skip(reader.number());
    const kind = reader.byte();
    if (kind === kinds.memory) return true;
    if (kind === kinds.function) reader.number();
    else if (kind === kinds.global) reader.skip(2);
    else if (kind === kinds.table) {
      reader.skip(1);
      const hasMaximum = reader.byte() & 1;
      reader.number();
      if (hasMaximum) reader.number();
    } else throw new Error('The module imports something that is not known here.');
  }
  return false;
}

class Reader {
  at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new Error('The module ends in the middle.');
    return value;
  }

  word(): number {
    return this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24);
  }

  /** LEB128. */
  number(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new Error('The module has a number that is too long.');
  }

  skip(count: number): void {
    this.at += count;
  }
}

function written(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? byte | 128 : byte);
  } while (rest > 0);
  return bytes;
}
