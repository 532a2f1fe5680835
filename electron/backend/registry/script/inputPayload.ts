import type { Packet } from '../../channel/packet.ts';

/** Writes the payload of `process` records: `{"port":message,…}` out of the messages' own JSON (frames.ts). */
export class InputPayload {
  private readonly names = new Map<string, { first: string; later: string }>();

  /** The payload as text where all messages are text, else in pieces of bytes to be put one after another. */
  write(inputs: ReadonlyMap<string, Packet>, timestamp: number | undefined): string | Buffer[] {
    const parts: Buffer[] = [];
    let text = '';
    for (const [port, packet] of inputs) {
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
    if (timestamp !== undefined) text = withTimestamp(text, timestamp, inputs.size === 0);
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
