import { expect, it, vi } from 'vitest';
import { KeptConnection, reconnectDelay } from './keptConnection.ts';
import { linkedTransports, type Transport } from './transport.ts';

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
  const connection = new KeptConnection(
    open,
    { connected: () => news.push('connected'), disconnected: (reason) => news.push(reason) },
    () => 0,
  );
  await vi.waitFor(() => expect(news).toEqual(['connected']), 30_000);
  ends[0]!.close();
  await vi.waitFor(() => expect(news.at(-1)).toBe('closed by the other side'), 30_000);
  connection.retryNow();
  await vi.waitFor(() => expect(news.at(-1)).toBe('refused'), 30_000);
  await vi.waitFor(() => expect(news.at(-1)).toBe('connected'), 30_000);
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
