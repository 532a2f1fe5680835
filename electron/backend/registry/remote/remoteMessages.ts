import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import { parseJson } from '#shared/message/json.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { RawJson } from '#shared/message/jsonText.ts';
import { Packet, packetOfJsonValue } from '../../channel/packet.ts';
import type { Firing } from '../component.ts';

/** Messages with their types said where the value does not say them (M2). */
export function payloadOf({ inputs, inputsText }: Firing): Record<string, unknown> {
  if (inputsText !== undefined) return parseJson(inputsText) as Record<string, unknown>;
  return Object.fromEntries([...inputs].map(([port, packet]) => [port, jsonOf(packet)]));
}

/** As it was written, so that floats stay floats (M3). @throws SyntaxError for what an actor sent that is no JSON */
function jsonOf(packet: Packet): RawJson {
  const text = packet.json.toString('utf8');
  JSON.parse(text);
  return new RawJson(text);
}

/** A value that came, by its text where that is known. One that cannot be read, being nested too deep, is an error message. */
export function packetOf(json: unknown, text: string | undefined): Packet {
  try {
    return text === undefined ? packetOfJsonValue(json) : Packet.ofText(text);
  } catch (error) {
    return Packet.ofMessage({
      type: 'Error',
      data: { message: `The message cannot be read: ${(error as Error).message}` },
    });
  }
}

/** What the other server says of a failure is what is known of it. */
export function failureOf(error: unknown): ActorFailure {
  if (!(error instanceof AppError)) return { type: 'Error', message: String(error), stack: '', port: null };
  const said = (error.data ?? {}) as Partial<ActorFailure>;
  return {
    type: said.type ?? error.code,
    message: said.message ?? error.message,
    stack: said.stack ?? '',
    port: said.port ?? null,
  };
}
