import { RawJson, writeJsonText } from '#shared/message/jsonText.ts';
import type { FbpMessage } from './fbpMessage.ts';

const usualBytes = 1024 ** 2;
const mostBytes = 16 * 1024 ** 2;

/** The latest messages of a network, as `trace:dump` gives them: bounded by bytes, the oldest make room. */
export class Flowtrace {
  private events: string[] = [];
  private bytes = 0;
  private readonly most: number;
  private readonly started: string;

  /** @param bufferSize bytes; a megabyte when missing, at most 16 */
  constructor(
    bufferSize: number | undefined,
    private readonly now: () => number,
  ) {
    this.most = Math.min(Math.max(bufferSize ?? usualBytes, 1), mostBytes);
    this.started = this.time();
  }

  add(graph: string, { protocol, command, payload }: FbpMessage): void {
    const event = writeJsonText({ protocol, command, payload, graph, time: this.time() });
    this.events.push(event);
    this.bytes += event.length;
    let dropped = 0;
    while (this.bytes > this.most && dropped < this.events.length) this.bytes -= this.events[dropped++]!.length;
    if (dropped > 0) this.events = this.events.slice(dropped);
  }

  clear(): void {
    this.events = [];
    this.bytes = 0;
  }

  /** The text of a flowtrace file. */
  dump(main: string, graph: unknown): string {
    const metadata = { label: `${main} trace`, type: 'reflow-studio', start: this.started, end: this.time() };
    const header = { metadata, graphs: { [main]: graph }, main };
    return writeJsonText({ header, events: this.events.map((event) => new RawJson(event)) });
  }

  private time(): string {
    return new Date(this.now()).toISOString();
  }
}
