import zlib from 'node:zlib';
import { Zstd } from '@hpcc-js/wasm-zstd';
import { Decompress } from 'fzstd';
import { AppError } from '#shared/rpc/errors.ts';
import { formatSize } from '#shared/actor/limits.ts';

/** Compresses bodies with zstd (M5): the same frames from Node's own zlib, where it has zstd, from WebAssembly and JavaScript elsewhere. */
export interface ZstdCodec {
  compress(bytes: Uint8Array): Buffer;
  /** @throws AppError `invalidParams` for what is no zstd or unpacks to more than `limit` bytes */
  decompress(bytes: Uint8Array, limit: number): Buffer;
}

/** Bodies up to this many bytes are sent as they are. */
export const compressionThreshold = 1024;

const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** Whether bytes are zstd already, by its magic number (M5). */
export function isZstd(bytes: Buffer): boolean {
  return bytes.length >= magic.length && bytes.subarray(0, magic.length).equals(magic);
}

/** The compressed form when that is shorter and the body is over the threshold and not compressed already; else undefined. */
export function compressed(codec: ZstdCodec, bytes: Buffer): Buffer | undefined {
  if (bytes.length <= compressionThreshold || isZstd(bytes)) return undefined;
  const packed = codec.compress(bytes);
  return packed.length < bytes.length ? packed : undefined;
}

/** The codec of this Node where it has one, else the one in WebAssembly: their frames are the same. */
export async function loadZstd(): Promise<ZstdCodec> {
  return nodeCodec() ?? wasmCodec(await Zstd.load());
}

/** What newer versions of Node have. */
interface NodeZstd {
  zstdCompressSync?(bytes: Uint8Array): Buffer;
  zstdDecompressSync?(bytes: Uint8Array, options: { maxOutputLength: number }): Buffer;
}

function nodeCodec(): ZstdCodec | undefined {
  const { zstdCompressSync, zstdDecompressSync } = zlib as NodeZstd;
  if (!zstdCompressSync || !zstdDecompressSync) return undefined;
  return {
    compress: zstdCompressSync,
    decompress(bytes, limit) {
      try {
        return zstdDecompressSync(bytes, { maxOutputLength: limit });
      } catch (cause) {
        throw (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(limit) : damaged(cause);
      }
    },
  };
}

const level = 3;

/** Unpacks block by block (128 KB at most), so that the limit is looked at before much can pile up. */
function wasmCodec(zstd: Zstd): ZstdCodec {
  return {
    compress: (bytes) => Buffer.from(zstd.compress(bytes, level)),
    decompress(bytes, limit) {
      const blocks: Uint8Array[] = [];
      let size = 0;
      try {
        const stream = new Decompress((block) => {
          size += block.length;
          if (size > limit) throw tooLarge(limit);
          blocks.push(block);
        });
        stream.push(bytes, true);
      } catch (failure) {
        throw failure instanceof AppError ? failure : damaged(failure);
      }
      return Buffer.concat(blocks);
    },
  };
}

function tooLarge(limit: number): AppError {
  return new AppError('invalidParams', `A compressed body unpacks to more than ${formatSize(limit)}.`);
}

function damaged(cause: unknown): AppError {
  return new AppError('invalidParams', 'A compressed body is damaged: it is no zstd.', undefined, { cause });
}
