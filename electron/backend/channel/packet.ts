import type { ChannelRecord } from './channelRecord.ts';
import { parseJson, readMessage, readValue, writeMessage, writePlain } from '#shared/message/json.ts';
import { naturalType, type Message, type Value } from '#shared/message/message.ts';

/** Records up to this many bytes become text: cheaper to hold and to splice than bytes, which larger ones stay. */
const textLimit = 8 * 1024;

/**
 * A message on its way through the host. It holds whichever form it came in, the JSON of the sandbox channel as bytes or text, or a
 * value, and makes another only when somebody asks: a message between two script actors is never parsed here.
 */
export class Packet {
  private constructor(
    private bytes: Buffer | undefined,
    private text: string | undefined,
    private decoded: Message | undefined,
  ) {}

  /** A packet of a plain value; its type is the value's natural one. */
  static of(data: Value): Packet {
    return new Packet(undefined, undefined, { type: naturalType(data), data });
  }

  static ofMessage(message: Message): Packet {
    return new Packet(undefined, undefined, message);
  }

  /** A packet of a message's JSON text, UTF-8 (`writeMessage`). The bytes must not change afterwards. */
  static ofJson(bytes: Buffer): Packet {
    return new Packet(bytes, undefined, undefined);
  }

  /** A packet of a message's JSON text (`writeMessage`). */
  static ofText(text: string): Packet {
    return new Packet(undefined, text, undefined);
  }

  /** A packet of an output record's payload. */
  static ofRecord(record: ChannelRecord): Packet {
    return record.size <= textLimit ? Packet.ofText(record.text) : Packet.ofJson(record.payload);
  }

  get message(): Message {
    return (this.decoded ??= readJson(this.text ?? this.bytes!.toString('utf8')));
  }

  get value(): Value {
    return this.message.data;
  }

  /** The message's JSON text, tagged where its type needs saying. Do not change the bytes. */
  get json(): Buffer {
    return (this.bytes ??= Buffer.from(this.text ?? writeMessage(this.decoded!), 'utf8'));
  }

  /** `json` as text, where that is the cheaper form; undefined for a packet that holds bytes. */
  get jsonText(): string | undefined {
    if (this.text === undefined && !this.bytes) this.text = writeMessage(this.decoded!);
    return this.text;
  }

  /** The message's JSON text in plain form, as RPC answers carry it (M2). */
  get plainJson(): string {
    const text = this.text ?? this.bytes?.toString('utf8');
    return text !== undefined && !text.startsWith('{"type":"') && isJson(text) ? text : writePlain(this.value);
  }

  /** About how much memory it takes, in bytes; what queues count (N1). */
  get size(): number {
    return this.bytes?.length ?? this.text?.length ?? sizeOf(this.decoded!.data);
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
