import type { Packet } from '../../channel/packet.ts';
import type { LentRegion } from '../../sharedMemory/sandboxMemory.ts';

/** The key under which a payload says which ports have their values in shared memory (frames.ts). */
const sharedKey = JSON.stringify('\u0000r');

/** Writes the payload of `process` records: `{"port":message,…}` out of the messages' own JSON (frames.ts). */
export class InputPayload {
  private readonly names = new Map<string, { first: string; later: string }>();

  /**
   * The payload as text where all messages are text, else in pieces of bytes to be put one after another.
   * @param lent names of regions by port; those messages are not written
   */
  write(
    inputs: ReadonlyMap<string, Packet>,
    timestamp: number | undefined,
    lent?: ReadonlyMap<string, LentRegion>,
  ): string | Buffer[] {
    const parts: Buffer[] = [];
    let text = '';
    if (lent) {
      const names = [...lent].map(([port, { name, size }]) => [port, [name, size]]);
      text = `{${sharedKey}:${JSON.stringify(Object.fromEntries(names))}`;
    }
    for (const [port, packet] of inputs) {
      if (lent?.has(port)) continue;
      const name = this.name(port);
      text += text === '' && parts.length === 0 ? name.first : name.later;
      const { jsonText } = packet;
      if (jsonText !== undefined) text += jsonText;
      else {
        parts.push(Buffer.from(text), packet.json);
        text = '';
      }
    }
    if (text === '' && parts.length === 0) text = '{';
    text += '}';
    if (timestamp !== undefined) text = withTimestamp(text, timestamp, inputs.size === 0 && !lent);
    if (parts.length === 0) return text;
    parts.push(Buffer.from(text));
    return parts;
  }

  private name(port: string): { first: string; later: string } {
    let name = this.names.get(port);
    if (!name) {
      const text = JSON.stringify(port);
      name = { first: `{${text}:`, later: `,${text}:` };
      this.names.set(port, name);
    }
    return name;
  }
}

/** The text of an object, or its end, with the timestamp put in as its last member. */
export function withTimestamp(text: string, timestamp: number | undefined, isEmpty = text === '{}'): string {
  if (timestamp === undefined) return text;
  return `${text.slice(0, -1)}${isEmpty ? '' : ','}"\\u0000t":${JSON.stringify(timestamp)}}`;
}
