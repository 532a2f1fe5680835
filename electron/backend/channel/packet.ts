import { parseJson, readMessage, readValue, writeMessage, writePlain } from '#shared/message/json.ts';
import { naturalType, type Message, type Value } from '#shared/message/message.ts';

/**
 * A message on its way through the host. It holds whichever form it came in, the JSON bytes of the sandbox channel or a value, and
 * makes the other only when somebody asks: a message between two script actors is never parsed here.
 */
export class Packet {
  private constructor(
    private bytes: Buffer | undefined,
    private decoded: Message | undefined,
  ) {}

  /** A packet of a plain value; its type is the value's natural one. */
  static of(data: Value): Packet {
    return new Packet(undefined, { type: naturalType(data), data });
  }

  static ofMessage(message: Message): Packet {
    return new Packet(undefined, message);
  }

  /** A packet of a message's JSON text, UTF-8 (`writeMessage`). The bytes must not change afterwards. */
  static ofJson(bytes: Buffer): Packet {
    return new Packet(bytes, undefined);
  }

  get message(): Message {
    return (this.decoded ??= readJson(this.bytes!.toString('utf8')));
  }

  get value(): Value {
    return this.message.data;
  }

  /** The message's JSON text, tagged where its type needs saying. Do not change the bytes. */
  get json(): Buffer {
    return (this.bytes ??= Buffer.from(writeMessage(this.decoded!), 'utf8'));
  }

  /** The message's JSON text in plain form, as RPC answers carry it (M2). */
  get plainJson(): string {
    const text = this.bytes?.toString('utf8');
    return text !== undefined && !text.startsWith('{"type":"') && isJson(text) ? text : writePlain(this.value);
  }

  /** About how much memory it takes, in bytes; what queues count (N1). */
  get size(): number {
    return this.bytes ? this.bytes.length : sizeOf(this.decoded!.data);
  }
}

/** A sandbox's text that cannot be read is an error message, not a failure of whoever looks at it (X4). */
function readJson(text: string): Message {
  try {
    return readMessage(parseJson(text));
  } catch (error) {
    return { type: 'Error', data: { message: `The message cannot be read: ${(error as Error).message}` } };
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Reads a message that arrived inside parsed JSON (RPC params, a graph's IIP). */
export function packetOfJsonValue(json: unknown): Packet {
  return Packet.ofMessage(readMessage(json));
}

/** Reads a plain value from parsed JSON, undoing only what JSON cannot say. */
export function valueOfJson(json: unknown): Value {
  return readValue(json);
}

function sizeOf(value: Value): number {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 16;
  if (value instanceof Uint8Array) return 16 + value.length;
  let size = 16;
  for (const item of Array.isArray(value) ? value : Object.values(value)) size += 16 + sizeOf(item);
  return size;
}
