import { crc32 } from 'node:zlib';

/**
 * A region of shared memory (M6), which is a file that lives in memory. All integers are little-endian. resources/runners reads and
 * writes the same.
 *
 * Header, 64 bytes:     u32 magic · u8 version · u8 flags · u16 0 · u32 size of the payload · u32 CRC-32 · zeros
 * Metadata, 256 bytes:  actor id (96 bytes UTF-8, padded by zeros) · message id (64) · u64 milliseconds since 1970 · port (88)
 * Payload:              the bytes of the value, or the message's JSON text in UTF-8
 *
 * The CRC-32 is that of metadata and payload.
 */
export const headerBytes = 64;
export const metadataBytes = 256;
/** Bytes of a region before its payload. */
export const regionOverhead = headerBytes + metadataBytes;

const magic = 0x4d_53_46_52;
const version = 1;

/** Flags: the payload is a value of bytes, not JSON text. */
export const regionIsBytes = 1;

/**
 * The payload of a region.
 * @param bytes a private copy: who wrote the region can change it until then
 * @throws Error that says what is wrong with it
 */
export function payloadOf(bytes: Buffer): { payload: Buffer; isBytes: boolean } {
  if (bytes.length < regionOverhead) throw new Error('the region is cut short');
  if (bytes.readUInt32LE(0) !== magic || bytes[4] !== version) throw new Error('the region has another form');
  if (bytes.readUInt32LE(8) !== bytes.length - regionOverhead) throw new Error('the region has another size');
  if (bytes.readUInt32LE(12) !== crc32(bytes.subarray(headerBytes))) throw new Error('the checksum does not match');
  return { payload: bytes.subarray(regionOverhead), isBytes: (bytes[5]! & regionIsBytes) !== 0 };
}
