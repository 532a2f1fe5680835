// The little of the Extism plug-in interface that this actor needs: input and output are JSON texts in UTF-8, which lie in the
// host's memory and are copied eight bytes at a time.

// @ts-ignore: decorator
@external('extism:host/env', 'input_length')
declare function inputLength(): u64;
// @ts-ignore: decorator
@external('extism:host/env', 'input_load_u8')
declare function inputByte(offset: u64): u8;
// @ts-ignore: decorator
@external('extism:host/env', 'input_load_u64')
declare function inputWord(offset: u64): u64;
// @ts-ignore: decorator
@external('extism:host/env', 'alloc')
declare function allocate(length: u64): u64;
// @ts-ignore: decorator
@external('extism:host/env', 'store_u8')
declare function storeByte(offset: u64, byte: u8): void;
// @ts-ignore: decorator
@external('extism:host/env', 'store_u64')
declare function storeWord(offset: u64, word: u64): void;
// @ts-ignore: decorator
@external('extism:host/env', 'output_set')
declare function outputSet(offset: u64, length: u64): void;
// @ts-ignore: decorator
@external('extism:host/env', 'error_set')
declare function errorSet(offset: u64): void;
// @ts-ignore: decorator
@external('extism:host/env', 'length')
declare function lengthOf(offset: u64): u64;
// @ts-ignore: decorator
@external('extism:host/env', 'load_u8')
declare function loadByte(offset: u64): u8;
// @ts-ignore: decorator
@external('extism:host/env', 'log_info')
declare function logInfo(offset: u64): void;
// What Reflow Studio adds: it takes an operation such as ["increment", "key", 2] and answers {"ok": 5}, {} or {"error": …}.
// @ts-ignore: decorator
@external('extism:host/user', 'reflow_state')
declare function reflowState(operation: u64): u64;

/** Bytes that a message and its answer may have. */
const room: i32 = 4096;
const input = memory.data(4096);
const output = memory.data(4096);
let written: i32 = 0;

/** Copies the input here. @returns its length, or -1 when it is too long */
function readInput(): i32 {
  const length = <i32>inputLength();
  if (length > room) return -1;
  let at = 0;
  for (; at + 8 <= length; at += 8) store<u64>(input + at, inputWord(at));
  for (; at < length; at++) store<u8>(input + at, inputByte(at));
  return length;
}

/** The whole number that stands under a key in the input, or -1 when there is none. */
export function inputInteger(key: string): i64 {
  return integerUnder(key, readInput());
}

function integerUnder(key: string, length: i32): i64 {
  const size = key.length;
  for (let at = 0; at + size + 3 <= length; at++) {
    if (byteAt(at) != '"'.charCodeAt(0) || byteAt(at + size + 1) != '"'.charCodeAt(0)) continue;
    let isKey = true;
    for (let index = 0; index < size && isKey; index++) isKey = byteAt(at + 1 + index) == key.charCodeAt(index);
    let next = afterSpace(at + size + 2, length);
    if (!isKey || next >= length || byteAt(next) != ':'.charCodeAt(0)) continue;
    next = afterSpace(next + 1, length);
    let value: i64 = 0;
    let digits = 0;
    for (; next < length && digits < 18; next++, digits++) {
      const digit = byteAt(next) - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    return digits > 0 ? value : -1;
  }
  return -1;
}

function byteAt(at: i32): i32 {
  return <i32>load<u8>(input + at);
}

function afterSpace(from: i32, length: i32): i32 {
  let at = from;
  while (at < length && byteAt(at) == 32) at++;
  return at;
}

export function write(text: string): void {
  for (let index = 0; index < text.length && written < room; index++)
    store<u8>(output + written++, <u8>text.charCodeAt(index));
}

export function writeInteger(value: u64): void {
  let power: u64 = 1;
  while (value / power >= 10) power *= 10;
  for (; power > 0; power /= 10) store<u8>(output + written++, <u8>(48 + ((value / power) % 10)));
}

/** Hands what was written to the host. */
function hand(): u64 {
  const start = allocate(written);
  let at = 0;
  for (; at + 8 <= written; at += 8) storeWord(start + at, load<u64>(output + at));
  for (; at < written; at++) storeByte(start + at, load<u8>(output + at));
  return start;
}

/** What was written is an operation on the node's state. @returns the whole number that it answers, or -1 when there is none */
export function askState(): i64 {
  const answer = reflowState(hand());
  written = 0;
  const length = min(<i32>lengthOf(answer), room);
  for (let at = 0; at < length; at++) store<u8>(input + at, loadByte(answer + at));
  return integerUnder('ok', length);
}

/** What was written is a line of the node's log. */
export function log(): void {
  logInfo(hand());
  written = 0;
}

/** What was written is the output. */
export function send(): i32 {
  outputSet(hand(), written);
  written = 0;
  return 0;
}

/** Fails the message with a sentence. */
export function fail(text: string): i32 {
  written = 0;
  write(text);
  errorSet(hand());
  written = 0;
  return 1;
}

/** Where AssemblyScript ends up when it cannot go on. */
export function stop(_message: string | null, _file: string | null, _line: u32, _column: u32): void {
  unreachable();
}
