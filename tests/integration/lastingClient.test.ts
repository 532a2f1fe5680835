import { expect, it } from 'vitest';
import { LastingClient } from '#shared/rpc/lastingClient.ts';
import type { SystemStatus } from '#shared/rpc/live/system.ts';
import { WebSocketTransport } from '../../electron/backend/rpc/client/webSocketTransport.ts';
import { Folder, Served } from './commandLine.ts';
import { freePort } from './freePort.ts';

const slow = `
from reflow import actor
import time

@actor(name="Slow", inports=["seconds"], outports=["done"])
def slow(context):
    time.sleep(context.get_input("seconds"))
    return {"done": True}
`;

it('[R7] a client outlives a server that is killed and started again', async () => {
  await using folder = await Folder.make({ 'reflow.yaml': '', 'slow.actor.py': slow });
  const port = String(await freePort());
  const start = () => Served.start(folder.root, ['--token', 'sesame', '--port', port]);
  const first = await start();
  const losses: string[] = [];
  using client = new LastingClient({
    open: () => WebSocketTransport.connect(`ws://127.0.0.1:${port}`, { token: 'sesame' }),
    random: Math.random,
    patience: 60_000,
    disconnected: (reason) => losses.push(reason),
  });
  const systems: SystemStatus[] = [];
  const stop = await client.subscribe('system', {}, (system) => systems.push(system));
  const running = client.call('process', { actor_id: 'Slow', payload: { seconds: 20 } });
  const failure = expect(running).rejects.toThrow(/Connection lost.*process/);
  await client.call('workspace.info', {});
  await first.stop('SIGKILL');
  await failure;
  expect(losses.length).toBeGreaterThan(0);

  const waiting = client.call('workspace.info', {});
  const unsent = client.call('process', { actor_id: 'Slow', payload: { seconds: 0 } });
  const before = systems.length;
  await using _second = await start();
  expect(await waiting).toMatchObject({ root: folder.root });
  expect(await unsent).toMatchObject({ outputs: { done: true } });
  expect(systems.length).toBeGreaterThan(before);
  stop();
}, 90_000);
