import { previewOf } from '#shared/message/preview.ts';
import type { RunMessage } from '#shared/rpc/live/recording.ts';
import { Packet } from '../../channel/packet.ts';
import type { MessageSource } from '../networkRecorder.ts';
import type { SentMessage } from '../sentMessage.ts';

type Header = Omit<RunMessage, 'preview'>;

/** A recorded message with its whole value. */
export interface StoredMessage extends Header {
  packet: Packet;
}

/** The key of a run's message: keys of one run lie together, in the order of ids. */
export function messageKey(runId: string, id: number): Buffer {
  const key = Buffer.alloc(Buffer.byteLength(runId) + 9);
  const at = key.write(runId);
  key.writeBigUInt64BE(BigInt(id), at + 1);
  return key;
}

/** Takes secrets out of JSON text before it is written (N12). */
export type Redact = (json: Buffer) => Buffer;

/** A message as it lies on disk: length of the header, header, the message's JSON text. */
export function writeMessage({ from, to }: MessageSource, message: SentMessage, redact: Redact): Buffer {
  const { id, origin, timestamp, causes, packet } = message;
  const header = Buffer.from(JSON.stringify({ id, from, to, origin, timestamp, causes }));
  const size = Buffer.allocUnsafe(4);
  size.writeUInt32BE(header.length);
  return Buffer.concat([size, header, redact(packet.json)]);
}

export function readMessage(bytes: Buffer): StoredMessage {
  const end = 4 + bytes.readUInt32BE(0);
  const header = JSON.parse(bytes.toString('utf8', 4, end)) as Header;
  return { ...header, packet: Packet.ofJson(Buffer.from(bytes.subarray(end))) };
}

/** As it is shown. */
export function describeMessage({ packet, ...header }: StoredMessage): RunMessage {
  return { ...header, preview: previewOf(packet.message, packet.plainJson) };
}

/** Why a message cannot be had. */
export function messageIsGone(id: number): string {
  return `Message ${id} of this run is not kept, or not any more. recording in reflow.yaml says which messages are: mode all keeps each one.`;
}
