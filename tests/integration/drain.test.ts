import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import type { RpcClient } from '#shared/rpc/client.ts';
import type { RunMessage } from '#shared/rpc/live/recording.ts';
import { WebSocketTransport } from '../../electron/backend/rpc/client/webSocketTransport.ts';
import { command, Folder, Served } from './commandLine.ts';

const end = (nodeId: string, portId: string) => ({ nodeId, portId });
const path = 'drain.graph.json';
const patience = { timeout: 20_000 };

/** As fast as the actor takes them, and without end. */
const flow = {
  properties: { name: 'drain' },
  processes: {
    numbers: { component: 'Inject', metadata: { config: { interval: 0, count: 0 } } },
    work: { component: 'Work' },
    out: { component: 'Repeat' },
  },
  connections: [
    { from: end('numbers', 'out'), to: end('work', 'n') },
    { from: end('work', 'out'), to: end('out', 'in') },
  ],
};
const work = (seconds: number) => `
import time
from reflow import actor

@actor(name="Work", inports=["n"], outports=["out"])
def work(context):
    time.sleep(${seconds})
    return {"out": context.get_input("n")}
`;

async function allMessages(client: RpcClient, runId: string): Promise<RunMessage[]> {
  const messages: RunMessage[] = [];
  for (let after = 0, more = true; more;) {
    const page = await client.call('runs.open', { runId, after, limit: 5000 });
    messages.push(...page.messages);
    after = page.messages.at(-1)?.id ?? after;
    ({ more } = page);
  }
  return messages;
}

describe('the end of the program', () => {
  it.each([
    ['long enough', 0, ['--drain-timeout', '150']],
    ['too short', 0.05, ['--drain-timeout', '0.2']],
  ] as const)(
    '[P2][N10] SIGTERM while a graph runs, with a time that is %s: what its source sent is processed to the end or a dead letter',
    async (time, seconds, flags) => {
      await using folder = await Folder.make({
        'reflow.yaml': '',
        'work.actor.py': work(seconds),
        [path]: JSON.stringify(flow),
      });
      let runId: string;
      {
        await using server = await Served.start(folder.root, [...flags]);
        const client = await server.connect();
        ({ runId } = await client.call('network.start', { path, recording: 'all' }));
        await expect
          .poll(async () => (await client.call('network.status', { path })).nodes['work']!.queued, patience)
          .toBeGreaterThan(400);
        expect(await server.stop('SIGTERM')).toBe(0);
      }
      await using again = await Served.start(folder.root);
      const client = await again.connect();
      const messages = await allMessages(client, runId);
      const sentBy = (node: string) =>
        messages.filter(({ from }) => from?.node === node).map(({ preview }) => Number(preview.json));
      const { letters } = await client.call('network.deadLetters', { path, limit: 10_000 });
      client.close();
      const left = letters.map(({ inputs }) => Number(Object.values(inputs)[0]!.json));
      const accounted = [...sentBy('out'), ...left].toSorted((a, b) => a - b);
      expect(sentBy('numbers').length).toBeGreaterThan(400);
      expect(accounted).toEqual(sentBy('numbers'));
      if (time === 'long enough') expect(letters).toEqual([]);
      else expect(new Set(letters.map(({ error }) => error.type))).toEqual(new Set(['Stopped']));
    },
    180_000,
  );

  it('[P2, S5] serve ends although a page of its editor is open, which hears of it', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '' });
    await using server = await Served.start(folder.root);
    const address = `${server.ready.http.replace('http', 'ws')}/rpc`;
    const page = await WebSocketTransport.connect(address, { token: server.token });
    const reason = new Promise<string>((resolve) => page.onClose(resolve));
    expect(await server.stop()).toBe(0);
    expect(await reason).toContain('the server is ending');
  });

  it('[P2] run, interrupted, finishes what its source sent and ends with 0; what does not fit the time makes it 1 and is said', async () => {
    const timely = await interrupted(0, '150');
    expect(timely.code).toBe(0);
    expect(timely.numbers).toEqual(timely.numbers.map((_, index) => index + 1));
    const late = await interrupted(0.05, '0.2');
    expect(late.code).toBe(1);
    expect(late.stderr).toMatch(/\d+ messages were not processed before the run of drain ended/);
  }, 180_000);
});

/** Runs the flow, and interrupts it as soon as something came out. */
async function interrupted(seconds: number, drain: string) {
  await using folder = await Folder.make({
    'reflow.yaml': '',
    'work.actor.py': work(seconds),
    [path]: JSON.stringify(flow),
  });
  const args = ['run', folder.path(path), '--drain-timeout', drain];
  const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const numbers: number[] = [];
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (numbers.length === 0) child.kill('SIGINT');
    numbers.push((JSON.parse(line) as { data: number }).data);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, numbers, stderr };
}
