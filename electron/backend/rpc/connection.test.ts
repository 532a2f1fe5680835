import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Connection, type FlowControlledTransport } from './connection.ts';
import { Dispatcher } from './dispatcher.ts';

/** A client that takes what it is sent at once. */
class WillingTransport implements FlowControlledTransport {
  readonly sent: string[] = [];
  readonly unsentBytes = 0;
  isPaused = false;
  receive: (text: string) => void = () => {};
  private whenSent: () => void = () => {};

  send(text: string): void {
    this.sent.push(text);
    this.whenSent();
  }
  onMessage(listener: (text: string) => void): void {
    this.receive = listener;
  }
  onClose(): void {}
  close(): void {}
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  whenDrained(listener: () => void): void {
    listener();
  }
  answers(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.whenSent = () => this.sent.length >= count && resolve();
      this.whenSent();
    });
  }
}

const call = (id: number): string => `{"jsonrpc":"2.0","method":"work","params":{},"id":${id}}`;
const batchOf = (count: number): string => `[${Array.from({ length: count }, (_, id) => call(id)).join(',')}]`;

function connected(
  work: () => unknown,
  rights = { editor: false },
): { transport: WillingTransport; connection: Connection } {
  const transport = new WillingTransport();
  const table = { work: { params: z.unknown(), result: 0 as unknown, access: 'public' as const } };
  return { transport, connection: new Connection(transport, new Dispatcher(table, { work }), rights) };
}

describe('a batch of calls', () => {
  it('[R5] that takes long lets others have turns, and what comes after it waits for it', async () => {
    let done = 0;
    const { transport, connection } = connected(() => {
      const end = performance.now() + 0.5;
      while (performance.now() < end);
      return ++done;
    });
    const count = 100;
    transport.receive(batchOf(count));
    transport.receive(call(count));
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toBeLessThan(count);
    expect(transport).toMatchObject({ sent: [], isPaused: true });
    await connection.whenIdle();
    await transport.answers(2);
    const [batch, last] = transport.sent.map((text) => JSON.parse(text) as unknown);
    expect(batch).toEqual(Array.from({ length: count }, (_, id) => ({ jsonrpc: '2.0', result: id + 1, id })));
    expect(last).toEqual({ jsonrpc: '2.0', result: count + 1, id: count });
    expect(transport.isPaused).toBe(false);
  });

  it('[R6] of more calls than a server takes is refused as one, and the connection goes on', async () => {
    let done = 0;
    const { transport } = connected(() => ++done);
    transport.receive(`[${'1,'.repeat(100_000)}1]`);
    transport.receive(call(7));
    await transport.answers(2);
    const [refusal, answer] = transport.sent.map((text) => JSON.parse(text) as unknown);
    expect(refusal).toMatchObject({ id: null, error: { code: -32600, message: expect.stringContaining('batch') } });
    expect(answer).toEqual({ jsonrpc: '2.0', result: 1, id: 7 });
  });
});

describe('a large frame', () => {
  it('[R5][X4] of an editor is looked through in turns, too, and read however much it holds', async () => {
    const { transport } = connected(() => 1, { editor: true });
    const large = (end: string): string =>
      `{"jsonrpc":"2.0","method":"work","params":[${'{},'.repeat(1_000_000)}1${end}`;
    transport.receive(large('],"id":1}'));
    expect(transport).toMatchObject({ sent: [], isPaused: true });
    transport.receive(large(''));
    await transport.answers(2);
    expect(transport.sent.map((text) => JSON.parse(text) as unknown)).toMatchObject([
      { id: 1, result: 1 },
      { id: null, error: { code: -32700 } },
    ]);
  });

  it('[R5][X4] is looked through in turns, and what comes after it waits for it', async () => {
    const { transport } = connected(() => 1);
    transport.receive(`{"jsonrpc":"2.0","method":"work","params":[${'{},'.repeat(2_000_000)}1],"id":1}`);
    transport.receive(call(2));
    await new Promise((resolve) => setImmediate(resolve));
    expect(transport).toMatchObject({ sent: [], isPaused: true });
    await transport.answers(2);
    expect(transport.sent.map((text) => JSON.parse(text) as unknown)).toMatchObject([
      { id: null, error: { code: -32600, message: expect.stringContaining('values') } },
      { id: 2, result: 1 },
    ]);
    expect(transport.isPaused).toBe(false);
  });
});
