import type { ChannelRecord } from './channelRecord.ts';
import type { SharedValue } from './sharedValue.ts';
import { type Message, type Value } from '#shared/message/message.ts';
/**
 * A message on its way through the host. It holds whichever form it came in, the JSON of the sandbox channel as bytes or text, or a
 * value, and makes another only when somebody asks: a message between two script actors is never parsed here.
 */
export declare class Packet {
  private bytes;
  private text;
  private decoded;
  private memory;
  private constructor();
  /** A packet of a plain value; its type is the value's natural one. */
  static of(data: Value): Packet;
  /** A packet of a plain value in which whole floats are kept (`exactValue`). */
  static ofExact(data: Value): Packet;
  static ofMessage(message: Message): Packet;
  /** A packet of a message's JSON text, UTF-8 (`writeMessage`). The bytes must not change afterwards. */
  static ofJson(bytes: Buffer): Packet;
  /** A packet of a message's JSON text (`writeMessage`). */
  static ofText(text: string): Packet;
  /** A packet of an output record's payload. */
  static ofRecord(record: ChannelRecord): Packet;
  /** A packet of a value in shared memory. Who keeps it says so by `retain`; once the first has had the chance to, call `settle`. */
  static ofShared(value: SharedValue): Packet;
  /** Where its bytes lie when they are in shared memory (M6). */
  get shared(): SharedValue | undefined;
  /** One more who will use the packet later; each calls `release` when he has. */
  retain(): void;
  /** With the last one shared memory is free; what was not read until then is lost. */
  release(): void;
  /** Takes what lies in shared memory over into the host's own, for holders without an end. */
  takeIn(): void;
  /** Whoever has it without having called `retain` may keep it for ever. */
  settle(): void;
  get message(): Message;
  get value(): Value;
  /** The value with its whole floats, for what is to become part of another message (M3). */
  get exactValue(): Value;
  /** The message's JSON text, tagged where its type needs saying. Do not change the bytes. */
  get json(): Buffer;
  /** `json` as text, where that is the cheaper form; undefined for a packet that holds bytes. */
  get jsonText(): string | undefined;
  /** The message's JSON text in plain form, as RPC answers carry it (M2). */
  get plainJson(): string;
  /** About how much memory it takes, in bytes; what queues count (N1). */
  get size(): number;
  /** Copies what lies in shared memory, once. */
  private load;
}
/**
 * Reads a message that arrived inside parsed JSON (RPC params, a graph's IIP); whole floats in it (`parseExactJson`) stay floats (M3).
 * @param text the JSON's own, where whole floats are lost in what was parsed
 */
export declare function packetOfJsonValue(json: unknown, text?: string): Packet;
/** Reads messages by port, as `packetOfJsonValue`. */
export declare function packetsOfJson(json: Readonly<Record<string, unknown>>, text?: string): Map<string, Packet>;
/** Reads a plain value from parsed JSON, undoing only what JSON cannot say. */
export declare function valueOfJson(json: unknown): Value;
