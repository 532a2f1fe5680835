/** WebSocket text frames as a server sends them (RFC 6455, section 5.2): whole messages, unmasked. */

const finalText = 0x81;
const twoBytes = 126;
const eightBytes = 127;
const longestHeader = 10;

/** The frames of several messages, in one piece of memory: one write for all that a turn of the event loop has to say. */
export function textFrames(texts: readonly string[]): Buffer {
  let room = 0;
  // No character takes more than three bytes; only for long texts is it worth counting them.
  for (const text of texts) room += longestHeader + (text.length > 4096 ? Buffer.byteLength(text) : text.length * 3);
  const bytes = Buffer.allocUnsafe(room);
  let used = 0;
  for (const text of texts) used = writeFrame(bytes, used, text);
  return bytes.subarray(0, used);
}

function writeFrame(bytes: Buffer, start: number, text: string): number {
  // The header's length depends on the payload's: a short text is written where a short header will end.
  const guess = text.length < twoBytes ? 2 : text.length < 0x10000 ? 4 : longestHeader;
  const length = bytes.write(text, start + guess);
  const header = length < twoBytes ? 2 : length < 0x10000 ? 4 : longestHeader;
  if (header !== guess) bytes.copyWithin(start + header, start + guess, start + guess + length);
  bytes[start] = finalText;
  if (header === 2) bytes[start + 1] = length;
  else if (header === 4) {
    bytes[start + 1] = twoBytes;
    bytes.writeUInt16BE(length, start + 2);
  } else {
    bytes[start + 1] = eightBytes;
    bytes.writeBigUInt64BE(BigInt(length), start + 2);
  }
  return start + header + length;
}
