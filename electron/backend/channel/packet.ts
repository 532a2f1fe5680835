import { AppError } from '#shared/rpc/errors.ts';
import type { ChannelRecord } from './channelRecord.ts';
import { isOneValue } from './oneValue.ts';
import type { SharedValue } from './sharedValue.ts';
import { parseExactJson, parseJson, readMessage, readValue, writeMessage, writePlain } from '#shared/message/json.ts';
import { memberText, wholeFloat } from '#shared/message/jsonPlaces.ts';
import { naturalType, type Message, type Value } from '#shared/message/message.ts';
import { holdsWholeFloats, WholeFloat } from '#shared/message/wholeFloat.ts';

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
    private memory: HeldMemory | undefined = undefined,
  ) {}

  /** A packet of a plain value; its type is the value's natural one. */
  static of(data: Value): Packet {
    return new Packet(undefined, undefined, { type: naturalType(data), data });
  }

  /** A packet of a plain value in which whole floats are kept (`exactValue`). */
  static ofExact(data: Value): Packet {
    return packetOfExact({ type: naturalType(data), data });
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

  /** A packet of a value in shared memory. Who keeps it says so by `retain`; once the first has had the chance to, call `settle`. */
  static ofShared(value: SharedValue): Packet {
    const packet = new Packet(undefined, undefined, undefined, { value, holders: 0 });
    value.follow(packet);
    return packet;
  }

  /** Where its bytes lie when they are in shared memory (M6). */
  get shared(): SharedValue | undefined {
    return this.memory?.value;
  }

  /** One more who will use the packet later; each calls `release` when he has. */
  retain(): void {
    if (this.memory) this.memory.holders++;
  }

  /** With the last one shared memory is free; what was not read until then is lost. */
  release(): void {
    const { memory } = this;
    if (!memory || --memory.holders > 0) return;
    this.memory = undefined;
    if (!this.bytes && !this.decoded) this.decoded = lostMessage;
    memory.value.leave();
  }

  /** Takes what lies in shared memory over into the host's own, for holders without an end. */
  takeIn(): void {
    const { memory } = this;
    if (!memory) return;
    this.load();
    this.memory = undefined;
    memory.value.leave();
  }

  /** Whoever has it without having called `retain` may keep it for ever. */
  settle(): void {
    if (this.memory?.holders === 0) this.takeIn();
  }

  get message(): Message {
    if (this.memory) this.load();
    return (this.decoded ??= readJson(this.text ?? this.bytes!.toString('utf8')));
  }

  get value(): Value {
    return this.message.data;
  }

  /** The value with its whole floats, for what is to become part of another message (M3). */
  get exactValue(): Value {
    if (this.memory) this.load();
    const text = this.text ?? this.bytes?.toString('utf8');
    return text === undefined || !wholeFloat.test(text) ? this.value : readJson(text, parseExactJson).data;
  }

  /** The message's JSON text, tagged where its type needs saying. Do not change the bytes. */
  get json(): Buffer {
    if (this.memory) this.load();
    return (this.bytes ??= Buffer.from(this.text ?? writeMessage(this.decoded!), 'utf8'));
  }

  /** `json` as text, where that is the cheaper form; undefined for a packet that holds bytes. */
  get jsonText(): string | undefined {
    if (this.memory) return undefined;
    if (this.text === undefined && !this.bytes) this.text = writeMessage(this.decoded!);
    return this.text;
  }

  /** The message's JSON text in plain form, as RPC answers carry it (M2). */
  get plainJson(): string {
    if (this.memory) this.load();
    const text = this.text ?? this.bytes?.toString('utf8');
    if (text === undefined || !isJson(text)) return plainText(this.message);
    return text.startsWith('{"type":"') ? plainText(readJson(text, parseExactJson)) : text;
  }

  /** About how much memory it takes, in bytes; what queues count (N1). */
  get size(): number {
    return this.memory?.value.size ?? this.bytes?.length ?? this.text?.length ?? sizeOf(this.decoded!.data);
  }

  /** Copies what lies in shared memory, once. */
  private load(): void {
    if (this.bytes || this.decoded) return;
    const { value } = this.memory!;
    try {
      const bytes = value.read();
      if (value.isBytes)
        this.decoded = { type: 'Encoded', data: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length) };
      else if (isOneValue(bytes)) this.bytes = bytes;
      else throw new AppError('actorFailed', 'a message was not JSON');
    } catch (error) {
      this.decoded = { type: 'Error', data: { message: (error as Error).message } };
    }
  }
}

/** Shared memory, and how many still use it. */
interface HeldMemory {
  readonly value: SharedValue;
  holders: number;
}

const lostMessage: Message = {
  type: 'Error',
  data: { message: 'The value is no longer kept: shared memory is freed when its last reader is done.' },
};

/** A sandbox's text that cannot be read is an error message, not a failure of whoever looks at it (X4). */
function readJson(text: string, parse = parseJson): Message {
  try {
    return readMessage(parse(text));
  } catch (error) {
    return { type: 'Error', data: { message: `The message cannot be read: ${(error as Error).message}` } };
  }
}

/** Of a number that is said to be a float, plain text says it by its point. */
function plainText({ type, data }: Message): string {
  return type === 'Float' && Number.isInteger(data) ? WholeFloat.of(data as number).text : writePlain(data);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads a message that arrived inside parsed JSON (RPC params, a graph's IIP); whole floats in it (`parseExactJson`) stay floats (M3).
 * @param text the JSON's own, where whole floats are lost in what was parsed
 */
export function packetOfJsonValue(json: unknown, text?: string): Packet {
  if (text === undefined) return packetOfExact(readMessage(json));
  // What cannot be tagged goes on as it was written.
  const mayBeTagged = text.startsWith('{') && (text.includes('"type"') || text.includes('\\u'));
  return mayBeTagged ? packetOfExact(readMessage(parseExactJson(text))) : Packet.ofText(text);
}

/** Reads messages by port, as `packetOfJsonValue`. */
export function packetsOfJson(json: Readonly<Record<string, unknown>>, text?: string): Map<string, Packet> {
  const textOf = (port: string): string | undefined => (text === undefined ? undefined : memberText(text, port));
  return new Map(Object.entries(json).map(([port, one]) => [port, packetOfJsonValue(one, textOf(port))]));
}

function packetOfExact(message: Message): Packet {
  return holdsWholeFloats(message.data) ? Packet.ofText(writeMessage(message)) : Packet.ofMessage(message);
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
