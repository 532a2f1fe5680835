import { parseJson, readMessage } from '#shared/message/json.ts';
import { Packet } from '../../../channel/packet.ts';

/** The field in which RedisStreamOut writes a message's JSON text. */
export const dataField = 'data';

/** One entry as Redis gives it: its id, and its fields and values one after the other; null when it was deleted. */
export type RawEntry = [id: string, fields: string[] | null];

/** A message of an entry: that of RedisStreamOut exactly, anybody else's as an object of its fields. */
export function packetOfEntry(fields: readonly string[]): Packet {
  if (fields.length === 2 && fields[0] === dataField) {
    try {
      return Packet.ofMessage(readMessage(parseJson(fields[1]!)));
    } catch {
      return Packet.of(fields[1]!);
    }
  }
  const entries = fields.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, fields[at + 1]!]] : []));
  return Packet.of(Object.fromEntries(entries));
}
