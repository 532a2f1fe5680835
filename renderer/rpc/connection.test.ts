import { expect, it, vi } from 'vitest';
import { linkedTransports, type Transport } from '#shared/rpc/transport.ts';
import { rpcAddress } from './connect.ts';
import { Connection, reconnectDelay } from './connection.ts';

it('[R7] connects again after a loss and after failures, until it is disposed', async () => {
  const ends: Transport[] = [];
  let refusals = 2;
  const news: string[] = [];
  const open = async (): Promise<Transport> => {
    if (ends.length === 1 && refusals-- > 0) throw new Error('refused');
    const [here, there] = linkedTransports();
    ends.push(there);
    return here;
  };
  const connection = new Connection(
    open,
    { connected: () => news.push('connected'), disconnected: (reason) => news.push(reason) },
    () => 0,
  );
  await vi.waitFor(() => expect(news).toEqual(['connected']));
  ends[0]!.close();
  await vi.waitFor(() => expect(news.at(-1)).toBe('closed by the other side'));
  connection.retryNow();
  await vi.waitFor(() => expect(news.at(-1)).toBe('refused'));
  await vi.waitFor(() => expect(news.at(-1)).toBe('connected'), 10_000);
  expect(news).toEqual(['connected', 'closed by the other side', 'refused', 'refused', 'connected']);
  connection[Symbol.dispose]();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(news).toHaveLength(5);
});

it('[R7] waits longer each time, up to a bound, and not everybody the same', () => {
  const delays = [0, 1, 2, 3, 10, 100].map((attempt) => reconnectDelay(attempt, () => 0.5));
  expect(delays).toEqual([250, 500, 1000, 2000, 5000, 5000]);
  expect(reconnectDelay(0, () => 0)).toBeLessThan(reconnectDelay(0, () => 0.99));
});

it('[E12] finds the server at the page’s own origin with the page’s token', () => {
  expect(rpcAddress({ protocol: 'http:', host: 'localhost:5556', search: '?token=a%2Bb&x=1' })).toBe(
    'ws://localhost:5556/rpc?token=a%2Bb',
  );
  expect(rpcAddress({ protocol: 'https:', host: 'flows.example', search: '' })).toBe('wss://flows.example/rpc');
});
