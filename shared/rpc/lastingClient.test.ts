import { afterEach, expect, it, vi } from 'vitest';
import { LastingClient } from './lastingClient.ts';
import { linkedTransports, type Transport } from './transport.ts';

interface Sent {
  method: string;
  params: { topic?: string };
  id: number;
}

/** A server that can be away; it answers `list` and subscriptions at once, and leaves all else to the test. */
class Server {
  isThere = true;
  readonly heard: string[] = [];
  attempts = 0;
  answersList = true;
  private ends: Transport[] = [];
  private subscriptions = 0;

  async open(): Promise<Transport> {
    this.attempts++;
    if (!this.isThere) throw new Error('refused');
    const [near, far] = linkedTransports();
    this.ends.push(far);
    far.onMessage((text) => this.receive(far, JSON.parse(text) as Sent));
    return near;
  }

  goAway(): void {
    this.isThere = false;
    for (const end of this.ends.splice(0)) end.close();
  }

  tell(data: unknown): void {
    const params = { subscription: this.subscriptions, topic: 'system', data };
    this.ends.at(-1)!.send(JSON.stringify({ jsonrpc: '2.0', method: 'event', params }));
  }

  private receive(end: Transport, { method, id }: Sent): void {
    this.heard.push(method);
    const answer = (result: unknown): void => end.send(JSON.stringify({ jsonrpc: '2.0', result, id }));
    if (method === 'list' && this.answersList) answer({ actors: [] });
    if (method === 'subscribe') answer({ subscription: ++this.subscriptions });
  }
}

const clients: LastingClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

function connect(server: Server, options: { patience?: number } = {}): LastingClient {
  const client = new LastingClient({ open: () => server.open(), random: () => 0, ...options });
  clients.push(client);
  return client;
}

it('[R7] a call that may be repeated outlives the loss of its connection; any other fails and says so', async () => {
  const server = new Server();
  server.answersList = false;
  const client = connect(server);
  const repeatable = client.call('list', {});
  const once = client.call('process', { actor_id: 'a' });
  const outcome = once.then(
    () => 'done',
    (error: Error) => error.message,
  );
  await vi.waitFor(() => expect(server.heard).toEqual(['list', 'process']), 30_000);
  server.goAway();
  expect(await outcome).toMatch(/Connection lost.*Nobody knows whether process was done/);
  server.isThere = true;
  server.answersList = true;
  expect(await repeatable).toEqual({ actors: [] });
  expect(server.heard).toEqual(['list', 'process', 'list']);
});

it('[R7] calls made while there is no connection are sent once there is one, each once', async () => {
  const server = new Server();
  server.isThere = false;
  const client = connect(server);
  const called = client.call('list', {});
  void client.call('process', { actor_id: 'a' }).catch(() => {});
  await vi.waitFor(() => expect(server.attempts).toBeGreaterThan(1), 30_000);
  expect(server.heard).toEqual([]);
  server.isThere = true;
  client.retryNow();
  expect(await called).toEqual({ actors: [] });
  expect(server.heard).toEqual(['list', 'process']);
});

it('[R7] waits for a connection only so long, and for an answer only to the deadline', async () => {
  const server = new Server();
  server.isThere = false;
  await expect(connect(server, { patience: 5 }).call('list', {})).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringContaining('refused') as string,
  });
  await expect(connect(server).call('list', {}, { timeout: 5 })).rejects.toMatchObject({ code: 'timeout' });
  server.isThere = true;
  const client = connect(server);
  await expect(client.call('process', { actor_id: 'a' }, { timeout: 5 })).rejects.toMatchObject({ code: 'timeout' });
  await vi.waitFor(() => expect(server.heard.at(-1)).toBe('cancel'), 30_000);
  const abortion = new AbortController();
  const aborted = client.call('process', { actor_id: 'a' }, { signal: abortion.signal });
  abortion.abort();
  await expect(aborted).rejects.toMatchObject({ code: 'cancelled' });
});

it('[R4, R7] subscriptions and listeners go on over the next connection, until they are ended', async () => {
  const server = new Server();
  const client = connect(server);
  const heard: unknown[] = [];
  const stop = await client.subscribe('system', {}, (data) => heard.push(data));
  server.tell(1);
  await vi.waitFor(() => expect(heard).toEqual([1]), 30_000);
  server.goAway();
  server.isThere = true;
  await vi.waitFor(() => expect(server.heard.filter((method) => method === 'subscribe')).toHaveLength(2), 30_000);
  server.tell(2);
  await vi.waitFor(() => expect(heard).toEqual([1, 2]), 30_000);
  stop();
  await vi.waitFor(() => expect(server.heard.at(-1)).toBe('unsubscribe'), 30_000);
});

it('[R7] closing fails what waits and connects no more', async () => {
  const server = new Server();
  server.isThere = false;
  const client = connect(server);
  const called = client.call('list', {});
  client.close();
  await expect(called).rejects.toMatchObject({ code: 'cancelled' });
  await expect(client.call('list', {})).rejects.toMatchObject({ code: 'cancelled' });
  const { attempts } = server;
  client.retryNow();
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(server.attempts).toBe(attempts);
});
