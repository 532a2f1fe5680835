import { wholeFloat } from './jsonPlaces.ts';
import { mayHoldBigIntegers, parseExactNumbers } from './exactNumbers.ts';
import { messageTypeNamed, naturalType, type Message, type Value } from './message.ts';
import { setOwn } from './setOwn.ts';
import { WholeFloat } from './wholeFloat.ts';

// Held apart from the global, which actors may change: this runs beside their code, too.
const { parse, stringify } = JSON;

/**
 * The JSON text of messages (M2, M3). One text form serves RPC, Redis, recordings and the sandbox channel:
 *
 * - integers beyond ±2^53 are written with all their digits and read as `bigint`;
 * - `NaN` and infinities are `{"type":"Float","data":"NaN"}`;
 * - bytes are `{"type":"Encoded","data":"BASE64"}`;
 * - a plain object that a reader would take for one of these, or for a tagged message, is written
 *   `{"type":"Object","data":{…}}`, so that what came out can be sent in again unchanged.
 *
 * Tagged messages are read at the top of a value only; below the top just the forms above are undone.
 */

/** Thrown for a value that JSON text cannot carry; `path` says where in the value (`$.rows[3].f`). */
export class UncarriableValue extends Error {
  override readonly name = 'UncarriableValue';
  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(`${reason} at ${path}`);
  }
}

const nonFinite = new Map<string, number>([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/**
 * Parses JSON text without bending integers: those beyond ±2^53 become `bigint`, others `number`.
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseJson(text: string): unknown {
  return mayHoldBigIntegers(text) ? parseExactNumbers(text, false) : parse(text);
}

/**
 * As `parseJson`, but numbers that are written as floats though they are whole become `WholeFloat`: for values that go on as messages.
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseExactJson(text: string): unknown {
  return wholeFloat.test(text) ? parseExactNumbers(text, true) : parseJson(text);
}

/** Reads parsed JSON (see `parseJson`) as a message, in any of the three forms of M2. Whole floats stay what they are. */
export function readMessage(json: unknown): Message {
  const tagged = readTag(json);
  if (!tagged) {
    const data = readValue(json);
    return { type: naturalType(data), data };
  }
  const { type, body } = tagged;
  if (type === 'Float' && typeof body === 'string' && nonFinite.has(body)) return { type, data: nonFinite.get(body)! };
  if (type === 'Encoded' && typeof body === 'string' && isBase64(body)) return { type, data: fromBase64(body) };
  const isEscape = type === 'Object' && readTag(body) !== undefined;
  return { type, data: isEscape ? readEntries(body as object) : readValue(body) };
}

/** Reads parsed JSON as a plain value below the top: only what `writeJson` writes there is undone. */
export function readValue(json: unknown): Value {
  if (typeof json !== 'object' || json === null) return json as Value;
  if (Array.isArray(json)) {
    let copy: Value[] | undefined;
    for (let index = 0; index < json.length; index++) {
      const item = readValue(json[index]);
      if (item !== json[index]) (copy ??= json.slice() as Value[])[index] = item;
    }
    return copy ?? (json as Value[]);
  }
  const tagged = readTag(json);
  if (tagged?.form === 'data') {
    const { type, body } = tagged;
    if (type === 'Float' && typeof body === 'string' && nonFinite.has(body)) return nonFinite.get(body)!;
    if (type === 'Encoded' && typeof body === 'string' && isBase64(body)) return fromBase64(body);
    if (type === 'Object' && isMistakable(body)) return readEntries(body as object);
  }
  return readEntries(json);
}

function readEntries(json: object): Value {
  let copy: Record<string, Value> | undefined;
  for (const [key, item] of Object.entries(json)) {
    const read = readValue(item);
    if (read === item) continue;
    copy ??= { ...(json as Record<string, Value>) };
    setOwn(copy, key, read);
  }
  return copy ?? (json as Value);
}

/** True for an object that, written as it is, `readValue` would not give back: as a value, or as the JSON of one. */
function isMistakable(json: unknown): boolean {
  const tagged = readTag(json);
  if (tagged?.form !== 'data') return false;
  const { type, body } = tagged;
  if (type === 'Float') return typeof body === 'string' && nonFinite.has(body);
  if (type === 'Encoded') return typeof body === 'string' && isBase64(body);
  const isWrittenTagged = body instanceof Uint8Array || (typeof body === 'number' && !Number.isFinite(body));
  return type === 'Object' && (isWrittenTagged || isMistakable(body));
}

function readTag(json: unknown) {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || json instanceof Uint8Array) return undefined;
  const keys = Object.keys(json);
  if (keys.length !== 2 || !Object.hasOwn(json, 'type')) return undefined;
  const form = Object.hasOwn(json, 'data') ? 'data' : Object.hasOwn(json, 'value') ? 'value' : undefined;
  if (!form) return undefined;
  const record = json as Record<string, unknown>;
  const type = messageTypeNamed(record['type'], form);
  return type && { type, form, body: record[form] };
}

/**
 * Writes a message in plain form, as `process` payloads and outputs are written (M2): its type is said only where M3 needs it.
 * @throws UncarriableValue for functions, symbols, cycles and `undefined` inside arrays
 */
export function writePlain(value: Value): string {
  return isSimple(value, 0) ? stringify(value) : writeJson(value, true, '$', []);
}

/**
 * Writes a message so that its type survives: plain where the value already says it, tagged otherwise.
 * @throws UncarriableValue as `writePlain`
 */
export function writeMessage(message: Message): string {
  const { type, data } = message;
  const natural = naturalType(data);
  if (type === natural || (type === 'Float' && natural === 'Float')) return writePlain(data);
  if (type === 'Float' && Number.isInteger(data))
    return `{"type":"Float","data":${WholeFloat.of(data as number).text}}`;
  return `{"type":"${type}","data":${type === 'Object' ? writePlain(data) : writeJson(data, false, '$', [])}}`;
}

/** What `writePlain` writes, for a value that is simple; undefined for one that needs more care, such as big integers and tags. */
export function writeSimple(value: unknown): string | undefined {
  return isSimple(value, 0) ? stringify(value) : undefined;
}

/** True when `JSON.stringify` says exactly what `writeJson` would; deep values are left to the careful writer. */
function isSimple(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isSafeInteger(value)
        ? value !== 0 || 1 / value > 0
        : Number.isFinite(value) && !Number.isInteger(value);
    case 'object':
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (depth > 64) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) if (!isSimple(value[index], depth + 1)) return false;
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  if ('type' in value || 'toJSON' in value) return false;
  for (const key in value) if (!isSimple((value as Record<string, unknown>)[key], depth + 1)) return false;
  return true;
}

function writeJson(value: unknown, top: boolean, path: string, above: object[]): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return stringify(value);
    case 'bigint':
      return value.toString();
    case 'number':
      return writeNumber(value);
    case 'object':
      break;
    default:
      throw new UncarriableValue(
        path,
        `${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`} cannot be carried`,
      );
  }
  if (value === null) return 'null';
  if (value instanceof WholeFloat) return value.text;
  if (value instanceof Uint8Array) return `{"type":"Encoded","data":"${toBase64(value)}"}`;
  if (value instanceof Date) return writeDate(value, path);
  if (above.includes(value)) throw new UncarriableValue(path, 'a cycle cannot be carried');
  above.push(value);
  const text = Array.isArray(value)
    ? `[${Array.from(value, (item, index) => writeJson(item, false, `${path}[${index}]`, above)).join(',')}]`
    : writeObject(value, top, path, above);
  above.pop();
  return text;
}

function writeObject(value: object, top: boolean, path: string, above: object[]): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function' && prototype !== Object.prototype) {
    const replaced: unknown = (value as { toJSON(): unknown }).toJSON();
    if (replaced !== value) return writeJson(replaced, top, path, above);
  }
  refuseExotic(value, path);
  const entries: string[] = [];
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    entries.push(`${stringify(key)}:${writeJson(item, false, `${path}.${key}`, above)}`);
  }
  const text = `{${entries.join(',')}}`;
  const escape = top ? readTag(value) !== undefined : isMistakable(value);
  return escape ? `{"type":"Object","data":${text}}` : text;
}

/** Errors, maps, patterns, buffers and their like keep what they are where no property shows it. */
function refuseExotic(value: object, path: string): void {
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (kind === 'Object' || kind === 'Module') return;
  if (kind === 'Promise') throw new UncarriableValue(path, 'what was not awaited cannot be carried');
  const name = value.constructor?.name || kind;
  throw new UncarriableValue(path, `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name} cannot be carried`);
}

function writeDate(date: Date, path: string): string {
  if (Number.isNaN(date.getTime())) throw new UncarriableValue(path, 'an invalid date cannot be carried');
  return stringify(date);
}

/** Whole numbers beyond 2^53 are floats in JavaScript; an exponent keeps readers from taking them for integers. */
function writeNumber(value: number): string {
  if (Number.isNaN(value) || !Number.isFinite(value)) return `{"type":"Float","data":"${value}"}`;
  if (Object.is(value, -0)) return '-0.0';
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value);
}

const base64Text = /^[A-Za-z0-9+/]*={0,2}$/;

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && base64Text.test(text);
}

function toBase64(bytes: Uint8Array): string {
  if (typeof Buffer !== 'undefined')
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array {
  if (typeof Buffer !== 'undefined') return new Uint8Array(Buffer.from(text, 'base64'));
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
