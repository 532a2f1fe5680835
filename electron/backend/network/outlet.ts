import type { Packet } from '../channel/packet.ts';
import type { Inlet } from './inlet.ts';

/** A wire of a running network, with its count. */
export interface Wire {
  readonly name: string;
  readonly to: Inlet;
  count: number;
}

/** A message that left an outport, kept for a while so that a person can look back. */
export interface KeptMessage {
  readonly sequence: number;
  readonly timestamp: number;
  readonly packet: Packet;
}

const keptMessages = 200;
const keptBytes = 4 * 1024 ** 2;

/** An outport of a node in a running network. */
export class Outlet {
  readonly wires: Wire[] = [];
  count = 0;
  last: KeptMessage | undefined;
  private kept: KeptMessage[] = [];
  private bytes = 0;

  constructor(
    readonly node: string,
    readonly port: string,
  ) {}

  record(packet: Packet, timestamp: number): void {
    this.count++;
    this.last = { sequence: this.count, timestamp, packet };
    this.kept.push(this.last);
    this.bytes += packet.size;
    if (this.kept.length > 2 * keptMessages || this.bytes > keptBytes) this.forget();
  }

  /** The latest messages, oldest first. */
  get history(): readonly KeptMessage[] {
    return this.kept.slice(-keptMessages);
  }

  private forget(): void {
    let first = this.kept.length - 1;
    let bytes = this.kept[first]!.packet.size;
    while (
      first > 0 &&
      this.kept.length - first < keptMessages &&
      bytes + this.kept[first - 1]!.packet.size <= keptBytes
    )
      bytes += this.kept[--first]!.packet.size;
    this.kept = this.kept.slice(first);
    this.bytes = bytes;
  }
}
