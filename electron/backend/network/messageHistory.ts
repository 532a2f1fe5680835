import type { SentMessage } from './sentMessage.ts';

const keptMessages = 200;
const keptBytes = 4 * 1024 ** 2;
/** What a message in shared memory counts at least: regions are few. */
const sharedBytes = 1024 ** 2;

/** The latest messages of one port, kept for a while so that a person can look back; bounded in number and bytes. */
export class MessageHistory {
  /** How many there ever were. */
  count = 0;
  last: SentMessage | undefined;
  private kept: SentMessage[] = [];
  private bytes = 0;

  record(message: SentMessage): void {
    this.count++;
    this.last = message;
    this.kept.push(message);
    message.packet.retain();
    this.bytes += sizeOf(message);
    if (this.kept.length > 2 * keptMessages || this.bytes > keptBytes) this.forget();
  }

  /** The latest, oldest first. */
  get latest(): readonly SentMessage[] {
    return this.kept.slice(-keptMessages);
  }

  /** Those with an id greater than `id`, newest first. */
  *since(id: number): Iterable<SentMessage> {
    for (let index = this.kept.length - 1; index >= 0 && this.kept[index]!.id > id; index--) yield this.kept[index]!;
  }

  /** The message with this id, if it is kept. */
  find(id: number): SentMessage | undefined {
    let low = 0;
    let high = this.kept.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.kept[middle]!.id < id) low = middle + 1;
      else high = middle;
    }
    const found = this.kept[low];
    return found?.id === id ? found : undefined;
  }

  private forget(): void {
    let first = this.kept.length - 1;
    let bytes = sizeOf(this.kept[first]!);
    while (first > 0 && this.kept.length - first < keptMessages && bytes + sizeOf(this.kept[first - 1]!) <= keptBytes)
      bytes += sizeOf(this.kept[--first]!);
    for (let index = 0; index < first; index++) this.kept[index]!.packet.release();
    this.kept = this.kept.slice(first);
    this.bytes = bytes;
  }
}

function sizeOf({ packet }: SentMessage): number {
  return packet.shared ? Math.max(packet.size, sharedBytes) : packet.size;
}
