import { describe, expect, it } from 'vitest';
import { RpcClient } from './client.ts';
import { linkedTransports, type Transport } from './transport.ts';

interface Sent {
  method: string;
  params: unknown;
  id?: number;
}

/** A client and the other end of its wire, where the test plays the server. */
function connected(): { client: RpcClient; server: Transport; sent: Sent[]; answer(text: unknown): void } {
  const [near, far] = linkedTransports();
  const sent: Sent[] = [];
  far.onMessage((text) => sent.push(JSON.parse(text) as Sent));
  return { client: new RpcClient(near), server: far, sent, answer: (json) => far.send(JSON.stringify(json)) };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('RpcClient', () => {
  it('[R1] settles each call with its own answer, in whatever order they come', async () => {
    const { client, sent, server } = connected();
    const calls = [client.call('list', {}), client.call('unload', { actor_id: 'a' }), client.call('list', {})];
    const settled = Promise.allSettled(calls);
    await turn();
    expect(sent.map(({ method, id }) => [method, id])).toEqual([
      ['list', 1],
      ['unload', 2],
      ['list', 3],
    ]);
    server.send('[{"jsonrpc":"2.0","result":{"actors":[]},"id":3},{"jsonrpc":"2.0","result":{"success":true},"id":2}]');
    server.send('{"jsonrpc":"2.0","error":{"code":-32009,"message":"No sandbox."},"id":1}');
    expect(await settled).toMatchObject([
      { status: 'rejected', reason: { code: 'noSandbox', message: 'No sandbox.' } },
      { value: { success: true } },
      { value: { actors: [] } },
    ]);
  });

  it('[M3] gives big integers of an answer with all their digits', async () => {
    const { client, server } = connected();
    const call = client.call('process', { actor_id: 'a', payload: {} });
    await turn();
    server.send('{"jsonrpc":"2.0","result":{"outputs":{"n":12345678901234567890},"sent":{}},"id":1}');
    expect((await call).outputs['n']).toBe(12345678901234567890n);
  });

  it('[R1] a call that is aborted fails at once and tells the server', async () => {
    const { client, sent } = connected();
    const abortion = new AbortController();
    const call = client.call('list', {}, { signal: abortion.signal });
    abortion.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await turn();
    expect(sent.at(-1)).toEqual({ jsonrpc: '2.0', method: 'cancel', params: { id: 1 } });
  });

  it.each([
    ['nonsense{', 'what is no JSON'],
    ['null', 'what is no message'],
    ['[{"jsonrpc":"2.0","result":1,"id":1},7]', 'what is no message'],
    ['{"jsonrpc":"2.0","id":1}', 'what is no message'],
    ['{"jsonrpc":"2.0","error":"bad","id":1}', 'what is no message'],
    ['{"jsonrpc":"2.0","method":"event","params":null}', 'what is no message'],
    ['{"jsonrpc":"2.0","method":"script_output","params":{"request_id":1,"port":5}}', 'what is no message'],
    ['{"jsonrpc":"2.0","method":"log","params":{"request_id":1,"level":"info"}}', 'what is no message'],
  ])('[R7] a server that sends %s is lost, and harms nobody', async (text, said) => {
    const { client, server } = connected();
    const closed = new Promise((resolve) => server.onClose(resolve));
    const call = client.call('list', {}, { onLog: () => {}, onOutput: () => {} });
    await turn();
    server.send(text);
    await expect(call).rejects.toThrow(`Connection lost: the server sent ${said}`);
    await closed;
    await expect(client.call('list', {})).rejects.toThrow('Not connected');
  });

  it('[R7] a call has a deadline, and fails when the connection goes', async () => {
    const { client, server } = connected();
    await expect(client.call('list', {}, { timeout: 5 })).rejects.toMatchObject({ code: 'timeout' });
    const lost = client.call('list', {});
    server.close();
    await expect(lost).rejects.toMatchObject({
      code: 'cancelled',
      message: expect.stringContaining('Connection lost'),
    });
    await expect(client.call('list', {})).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('[R4] delivers what a subscription sends, from before its answer on, until it ends', async () => {
    const { client, answer, sent } = connected();
    const heard: unknown[] = [];
    const subscribing = client.subscribe('system', {}, (data) => heard.push(data));
    await turn();
    const event = (subscription: number, data: unknown) =>
      answer({ jsonrpc: '2.0', method: 'event', params: { subscription, topic: 'system', data } });
    event(7, 'first');
    answer({ jsonrpc: '2.0', result: { subscription: 7 }, id: 1 });
    event(7, 'second');
    event(8, 'somebody else’s');
    const stop = await subscribing;
    await turn();
    expect(heard).toEqual(['first', 'second']);
    stop();
    stop();
    event(7, 'late');
    await turn();
    expect(heard.length).toBe(2);
    expect(sent.filter(({ method }) => method === 'unsubscribe').length).toBe(1);
  });

  it('[R3] hears notifications until it stops listening', async () => {
    const { client, answer } = connected();
    const heard: unknown[] = [];
    const stop = client.on('script_output', ({ port }) => heard.push(port));
    const output = { jsonrpc: '2.0', method: 'script_output', params: { port: 'out' } };
    answer(output);
    await turn();
    stop();
    answer(output);
    await turn();
    expect(heard).toEqual(['out']);
  });
});
