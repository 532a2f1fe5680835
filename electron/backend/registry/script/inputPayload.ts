import type { Packet } from '../../channel/packet.ts';

const open = Buffer.from('{');
const close = Buffer.from('}');

/** Writes the payload of `process` records: `{"port":message,…}` out of the messages' own bytes (frames.ts). */
export class InputPayload {
  private readonly names = new Map<string, { first: Buffer; later: Buffer }>();

  /** The payload in pieces, to be put one after another. */
  parts(inputs: ReadonlyMap<string, Packet>, timestamp: number | undefined): Buffer[] {
    const parts: Buffer[] = [];
    for (const [port, packet] of inputs) {
      const name = this.name(port);
      parts.push(parts.length === 0 ? name.first : name.later, packet.json);
    }
    if (timestamp !== undefined)
      parts.push(Buffer.from(`${parts.length === 0 ? '{' : ','}"\\u0000t":${JSON.stringify(timestamp)}`));
    if (parts.length === 0) parts.push(open);
    parts.push(close);
    return parts;
  }

  private name(port: string): { first: Buffer; later: Buffer } {
    let name = this.names.get(port);
    if (!name) {
      const text = JSON.stringify(port);
      name = { first: Buffer.from(`{${text}:`), later: Buffer.from(`,${text}:`) };
      this.names.set(port, name);
    }
    return name;
  }
}
