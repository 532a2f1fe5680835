/** Which of Redis Cluster's slots a key is in, and tags that put another key into the same. */

const slots = 16_384;

/** What Redis hashes of a key: between its first `{` and the next `}`, unless that is nothing; else the whole key. */
export function hashedPart(key: string): string {
  const open = key.indexOf('{');
  const close = open < 0 ? -1 : key.indexOf('}', open + 1);
  return close > open + 1 ? key.slice(open + 1, close) : key;
}

/** CRC16 (XMODEM) of the bytes, modulo the number of slots. */
export function hashSlot(text: string): number {
  let crc = 0;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc % slots;
}

/** Short texts without braces, one for each slot: for keys that cannot be a tag themselves because they hold a `}`. */
export class SlotTags {
  private readonly tags = new Map<number, string>();
  private tried = 0;

  /** A text that lies in the slot. */
  tagOf(slot: number): string {
    for (;;) {
      const known = this.tags.get(slot);
      if (known !== undefined) return known;
      const text = (this.tried++).toString(36);
      const its = hashSlot(text);
      if (!this.tags.has(its)) this.tags.set(its, text);
    }
  }
}
