import { compressed, isZstd, type ZstdCodec } from '../../compression/zstd.ts';

/** Most bytes a compressed value may unpack to. */
const largestValue = 256 * 1024 ** 2;
/** Texts that may be longer than this, in bytes, are compressed (M5). */
const shortest = 1024;

/** The JSON texts of values as Redis keeps them: as they are, or as zstd where that is shorter (T2). */
export class StoredTexts {
  /** @param onCompressed hears, for each compressed value, its size divided by what it was before */
  constructor(
    private readonly zstd: ZstdCodec,
    private readonly onCompressed: ((ratio: number) => void) | undefined,
  ) {}

  pack(text: string): string | Buffer {
    if (text.length * 3 <= shortest) return text;
    const bytes = Buffer.from(text);
    const packed = compressed(this.zstd, bytes);
    if (packed) this.onCompressed?.(packed.length / bytes.length);
    return packed ?? text;
  }

  unpack(bytes: Buffer): string {
    return (isZstd(bytes) ? this.zstd.decompress(bytes, largestValue) : bytes).toString('utf8');
  }
}
