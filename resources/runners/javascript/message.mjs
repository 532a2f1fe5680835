import { messageTypes, naturalType } from '../../../shared/message/message.ts';

/** A value on a port, with its type. */
export class Message {
  constructor(type, data = null) {
    if (!messageTypes.includes(type))
      throw new RangeError(`${String(type)} is no message type; there are ${messageTypes.join(', ')}`);
    this.type = type;
    this.data = data;
  }

  /** The plain value. */
  unwrap() {
    return this.data;
  }

  get value() {
    return this.data;
  }

  isError() {
    return this.type === 'Error';
  }

  is_error() {
    return this.type === 'Error';
  }

  /** A message inside a value is its value. */
  toJSON() {
    return this.data;
  }

  /** A message of the value's own type. */
  static of(value) {
    return value instanceof Message ? value : new Message(naturalType(value), value);
  }

  static integer(value) {
    const number = Number(value);
    if (!Number.isInteger(number)) throw new RangeError(`${String(value)} is no integer`);
    // Text can have more digits than a number holds.
    return new Message('Integer', Number.isSafeInteger(number) ? number : BigInt(value));
  }

  static float(value) {
    return new Message('Float', Number(value));
  }

  static string(value) {
    return new Message('String', String(value));
  }

  static boolean(value) {
    return new Message('Boolean', Boolean(value));
  }

  static array(value) {
    return new Message('Array', Array.from(value));
  }

  static object(value) {
    return new Message('Object', value instanceof Map ? Object.fromEntries(value) : { ...value });
  }

  static error(message, code) {
    return new Message('Error', { message: String(message), ...(code === undefined ? {} : { code }) });
  }

  static bytes(value) {
    return new Message('Encoded', typeof value === 'string' ? new TextEncoder().encode(value) : bytesOf(value));
  }

  static encoded(value) {
    return Message.bytes(value);
  }

  /** Items, or a generator of them, that are delivered one by one. */
  static stream(items) {
    return new Message('Stream', items);
  }

  static event(value = null) {
    return new Message('Event', value);
  }

  static flow() {
    return new Message('Flow', null);
  }

  static any(value) {
    return new Message('Any', value);
  }

  static optional(value = null) {
    return new Message('Optional', value);
  }
}

/** A copy of what a buffer holds, or of a list of bytes. */
function bytesOf(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  if (value instanceof ArrayBuffer) return new Uint8Array(value.slice());
  const isByte = (one) => Number.isInteger(one) && one >= 0 && one <= 255;
  if (!Array.isArray(value) || !value.every(isByte))
    throw new TypeError('bytes are made of text, of a buffer, or of an array of numbers from 0 to 255');
  return Uint8Array.from(value);
}
