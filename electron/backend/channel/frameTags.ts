import { randomFillSync } from 'node:crypto';

/** The tags of one direction's frames, in order (frames.ts). */
export class FrameTags {
  constructor(
    private tag: number,
    private readonly step: number,
  ) {}

  next(): number {
    const { tag } = this;
    this.tag = (tag + this.step) >>> 0;
    return tag;
  }
}

/** Secret of one channel: 16 bytes to send first, and the tags that follow from them. */
export function makeSecret(): { bytes: Buffer; outgoing: FrameTags; incoming: FrameTags } {
  const bytes = randomFillSync(Buffer.alloc(16));
  // An odd step visits every tag before it comes back to the first.
  bytes[8]! |= 1;
  const seed = bytes.readUInt32LE(0);
  const step = bytes.readUInt32LE(8);
  const twice = (step * 2) >>> 0;
  return { bytes, outgoing: new FrameTags(seed, twice), incoming: new FrameTags((seed + step) >>> 0, twice) };
}
