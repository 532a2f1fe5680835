import { spawn, type ChildProcess } from 'node:child_process';
import { expect, it } from 'vitest';
import { RedisServer } from '../contract/redisServer.ts';
import { command, Folder } from './commandLine.ts';

const source =
  'from reflow import actor\n\n@actor(inports=[], outports=["n"])\ndef count(context):\n    for n in range(20):\n        yield {"n": n}\n';
const work = `import asyncio, os
from reflow import actor

@actor(inports=["n"], outports=["done"], timeout=3600)
async def work(context):
    if os.environ["STALL"] == "yes":
        await asyncio.sleep(3000)
    await context.state.push("done", context.get_input("n"))
    return {"done": context.get_input("n")}
`;

it('[P5] workers share a flow whose connections are streams of Redis; the messages of one that is killed are taken over', async () => {
  await using redis = await RedisServer.start();
  await using folder = await Folder.make({
    'reflow.yaml': `redis: { url: "${redis.url}" }\n`,
    'count.actor.py': source,
    'work.actor.py': work,
    'f.graph.json': JSON.stringify({
      processes: {
        count: { component: 'count' },
        work: { component: 'work', metadata: { env_vars: { STALL: 'optional:no' } } },
      },
      connections: [
        {
          from: { nodeId: 'count', portId: 'n' },
          to: { nodeId: 'work', portId: 'n' },
          metadata: { shared: { take_over_ms: 1000, count: 5 } },
        },
      ],
    }),
  });
  const client = redis.client();
  const started: ChildProcess[] = [];
  const run = (flag: string, environment: Record<string, string> = {}): ChildProcess => {
    const child = spawn(process.execPath, [command, 'run', folder.path('f.graph.json'), flag], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...environment },
    });
    started.push(child);
    return child;
  };
  const stream = 'reflow/f count.n to work.n';
  const group = 'reflow';
  const done = () => client.lrange('reflow/f:work:done', 0, -1);
  const pending = async () => Number((await client.xpending(stream, group))[0]);
  try {
    const victim = run('--worker', { STALL: 'yes' });
    // It waits at the stream, and has begun nothing by itself.
    await expect.poll(() => client.info('clients'), { timeout: 60_000 }).toContain('blocked_clients:1');
    const main = run('--distribute');
    let printed = '';
    main.stdout!.on('data', (text: Buffer) => (printed += text.toString()));
    await expect.poll(async () => (await done()).length, { timeout: 60_000 }).toBeGreaterThan(0);
    await expect.poll(async () => (await done()).length + (await pending()), { timeout: 60_000 }).toBe(20);
    expect(await pending()).toBeGreaterThan(0);

    victim.kill('SIGKILL');
    const all = Array.from({ length: 20 }, (_, n) => String(n));
    await expect.poll(async () => new Set(await done()), { timeout: 60_000 }).toEqual(new Set(all));
    await expect.poll(pending, { timeout: 60_000 }).toBe(0);
    expect(await done()).toHaveLength(20);
    await expect.poll(() => printed.split('\n').filter(Boolean)).toHaveLength(20);
    expect(printed).toContain('{"node":"work","port":"done","data":0}');
    const ended = new Promise((resolve) => main.once('exit', resolve));
    main.kill('SIGTERM');
    expect(await ended).toBe(0);
  } finally {
    for (const child of started) child.kill('SIGKILL');
    client.disconnect();
  }
});
