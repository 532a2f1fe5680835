const quote = 0x22;
const backslash = 0x5c;

/**
 * True when bytes that should be JSON text are at least one value: what stands beside them in a larger text stays outside of it.
 * Messages pass through the host unparsed; this keeps an actor that tampers with its runner from writing into a neighbour's
 * inport or an answer to an RPC caller. Whether the text is well formed is for its reader to find out.
 */
export function isOneValue(bytes: Buffer, start = 0, end = bytes.length): boolean {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === quote) {
      at = endOfString(bytes, at + 1);
      if (at < 0 || at >= end) return false;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      if (--depth < 0) return false;
    } else if (depth === 0 && (byte === 0x2c || byte === 0x3a)) return false;
  }
  return depth === 0 && end > start;
}

/** Where the closing quote is; -1 when there is none. */
function endOfString(bytes: Buffer, start: number): number {
  for (let end = bytes.indexOf(quote, start); end >= 0; end = bytes.indexOf(quote, end + 1)) {
    let escapes = 0;
    while (bytes[end - 1 - escapes] === backslash && end - 1 - escapes >= start) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return -1;
}
