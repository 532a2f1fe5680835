import { parseJson } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import { type Packet, valueOfJson } from '../../../channel/packet.ts';

/** How a value travels in a body: bytes as they are, texts as texts, everything else as JSON. */
export function bodyOf(packet: Packet): { bytes: Uint8Array; contentType: string } {
  const { value } = packet;
  if (value instanceof Uint8Array) return { bytes: value, contentType: 'application/octet-stream' };
  if (typeof value === 'string') return { bytes: Buffer.from(value), contentType: 'text/plain; charset=utf-8' };
  return { bytes: Buffer.from(packet.plainJson), contentType: 'application/json' };
}

/**
 * A body as a value, by its content type.
 * @throws Error with a sentence when it says it is JSON and is not
 */
export function valueOfBody(bytes: Buffer, contentType: string): Value {
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  if (bytes.length === 0) return null;
  if (type === 'application/json' || type.endsWith('+json')) {
    try {
      return valueOfJson(parseJson(bytes.toString('utf8')));
    } catch (error) {
      throw new Error(`The body is not JSON: ${(error as Error).message}`, { cause: error });
    }
  }
  if (type === 'application/x-www-form-urlencoded') return fieldsOf(new URLSearchParams(bytes.toString('utf8')));
  const isText = type.startsWith('text/') || type === '' || /(?:xml|javascript|yaml|csv)$/.test(type);
  return isText ? bytes.toString('utf8') : new Uint8Array(bytes);
}

/** A name that comes several times has a list. */
export function fieldsOf(parameters: URLSearchParams): Record<string, Value> {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? values[0]! : values];
    }),
  );
}

/** Reads a stream whole. @throws Error once it is longer than `largest` bytes */
export async function readBody(chunks: AsyncIterable<Uint8Array>, largest: number): Promise<Buffer> {
  const read: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > largest) throw new BodyTooLarge(`The body is longer than ${largest} bytes.`);
    read.push(chunk);
  }
  return Buffer.concat(read);
}

export class BodyTooLarge extends Error {}
