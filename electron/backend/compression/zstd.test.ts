import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compressed, isZstd, loadZstd, type ZstdCodec } from './zstd.ts';

describe('zstd', () => {
  let codec: ZstdCodec;
  beforeAll(async () => {
    codec = await loadZstd();
  });
  const limit = 10 * 1024 ** 2;

  it('[M5] gives back what was compressed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), fc.integer({ min: 1, max: 60 }), (part, times) => {
        const bytes = Buffer.concat(Array.from({ length: times }, () => part));
        const packed = codec.compress(bytes);
        expect(isZstd(packed)).toBe(true);
        expect(codec.decompress(packed, limit).equals(bytes)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('[M5] reads the frames that other programs write', () => {
    // What the zstd command makes of a pipe, where it does not know the size when it begins.
    const frame = Buffer.from('28b52ffd0458750000387265666c6f772001006ee92f46f256ce45', 'hex');
    expect(isZstd(frame)).toBe(true);
    expect(codec.decompress(frame, limit).toString()).toBe('reflow '.repeat(200));
  });

  it('[M5] leaves alone what is small, what would grow, and what is compressed already', () => {
    expect(compressed(codec, Buffer.from('a'.repeat(1024)))).toBeUndefined();
    const packed = compressed(codec, Buffer.from('a'.repeat(1025)));
    expect(packed!.length).toBeLessThan(100);
    expect(compressed(codec, Buffer.concat([packed!, Buffer.alloc(2000)]))).toBeUndefined();
    let random = 1;
    const noise = Buffer.from(Array.from({ length: 3000 }, () => (random = (random * 48_271) % 2_147_483_647) & 255));
    expect(compressed(codec, noise)).toBeUndefined();
  });

  it('[M5][X4] refuses what unpacks to more than the limit, and what is damaged', () => {
    const bomb = codec.compress(Buffer.alloc(64 * 1024 ** 2));
    expect(bomb.length).toBeLessThan(10_000);
    expect(() => codec.decompress(bomb, 1024 ** 2)).toThrow(/unpacks to more than 1 MB/);
    const packed = codec.compress(Buffer.from('reflow '.repeat(500)));
    expect(() => codec.decompress(packed.subarray(0, -5), limit)).toThrow(/damaged/);
    expect(() => codec.decompress(Buffer.concat([packed.subarray(0, 4), Buffer.alloc(50, 7)]), limit)).toThrow(
      /damaged/,
    );
  });
});
