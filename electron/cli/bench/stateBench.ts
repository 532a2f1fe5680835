import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { RpcClient } from '#shared/rpc/client.ts';
import { WebSocketTransport } from '../../backend/rpc/client/webSocketTransport.ts';
import { barePython } from './bareInterpreter.ts';
import { ChildServer } from './childServer.ts';
import { measurement, median, quantile, scaled, type Measurement } from './figures.ts';

/** Each actor measures what it sees itself: milliseconds of gets and sets one by one, then operations a second issued together. */
const actors = {
  'state_python.actor.py': `
import time

async def process(context):
    state, wanted = context.state, context.get_input("input")
    if "each" in wanted:
        times = []
        for step in range(wanted["each"]):
            began = time.perf_counter()
            await (state.set("key", step) if step % 2 else state.get("key"))
            times.append((time.perf_counter() - began) * 1000)
        return {"output": times}
    began, left = time.perf_counter(), wanted["together"]
    while left > 0:
        issued = [state.increment("n") if step % 2 else state.get("key") for step in range(min(left, 1000))]
        for operation in issued:
            await operation
        left -= len(issued)
    return {"output": [wanted["together"] / (time.perf_counter() - began)]}
`,
  'state_javascript.actor.js': `
export async function process(context) {
  const { state } = context;
  const { each, together } = context.getInput('input');
  if (each) {
    const times = [];
    for (let step = 0; step < each; step++) {
      const began = performance.now();
      await (step % 2 ? state.set('key', step) : state.get('key'));
      times.push(performance.now() - began);
    }
    return { output: times };
  }
  const began = performance.now();
  for (let left = together; left > 0; left -= 1000)
    await Promise.all(
      Array.from({ length: Math.min(left, 1000) }, (_, step) => (step % 2 ? state.increment('n') : state.get('key'))),
    );
  return { output: [together / ((performance.now() - began) / 1000)] };
}
`,
};
const languages = { Python: 'state_python', JavaScript: 'state_javascript' } as const;
const rounds = 3;

/** How many operations are measured one by one, and how many issued together. */
interface Amounts {
  readonly each: number;
  readonly together: number;
}

/**
 * B6: state as actors see it, embedded and in Redis, beside a bare pipe and a bare Redis client.
 * @param scale above 0 and up to 1: how many of the operations
 */
export async function stateBench(scale: number): Promise<Record<'B6', Measurement[]>> {
  const amounts: Amounts = { each: scaled(1000, scale, 100), together: scaled(20, scale, 1) * 1000 };
  const root = await mkdtemp(path.join(os.tmpdir(), 'reflow-bench-'));
  try {
    for (const [name, text] of Object.entries(actors)) await writeFile(path.join(root, name), text);
    await writeFile(
      path.join(root, 'reflow.yaml'),
      'workspace:\n  sandbox: { python: { cpu: 1 }, javascript: { cpu: 1 } }\n',
    );
    const embedded = await measure(root, [], 'embedded', 0.15, amounts, () => bareEcho(amounts));
    if (spawnSync('redis-server', ['--version']).error) {
      process.stderr.write('B6 is not measured with Redis: there is no redis-server here.\n');
      return { B6: embedded };
    }
    await using redis = await BenchRedis.start();
    return {
      B6: [
        ...embedded,
        ...(await measure(root, ['--redis', redis.url], 'Redis', 0.3, amounts, () => redis.bare(amounts))),
      ],
    };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

interface Baseline {
  what: string;
  /** Milliseconds. */
  each: number[];
  /** Operations a second; undefined where there is nothing to compare with. */
  together: number;
}

async function measure(
  root: string,
  flags: readonly string[],
  store: string,
  wanted: number,
  amounts: Amounts,
  baseline: () => Promise<Baseline>,
): Promise<Measurement[]> {
  await using server = await ChildServer.start([
    ...['serve', '--workspace', root, '--port', '0', '--http-port', '0', '--metrics-port', '0'],
    ...flags,
  ]);
  const client = new RpcClient(await WebSocketTransport.connect(server.ready['rpc']!, {}));
  try {
    const figures: Measurement[] = [];
    for (const [language, actor] of Object.entries(languages)) {
      const call = async (input: object): Promise<number[]> => {
        const { outputs } = await client.call('process', { actor_id: actor, payload: { input } });
        return outputs['output'] as number[];
      };
      // The first thousands of operations are those of code that is yet to be compiled.
      await call({ each: 2 * amounts.each });
      await call({ together: amounts.together });
      const each: number[] = [];
      const rates: number[] = [];
      const bare: Baseline[] = [];
      for (let round = 0; round < rounds; round++) {
        each.push(...(await call({ each: amounts.each })));
        bare.push(await baseline());
        rates.push(...(await call({ together: amounts.together })));
      }
      const { what } = bare[0]!;
      const bareEach = bare.flatMap((one) => one.each);
      const add = (label: string, unit: string, ours: number, theirs: number, wish: string): void =>
        void figures.push(measurement(`${language} ${store} ${label}`, unit, ours, what, theirs, wish));
      add('get/set p50', 'ms', median(each), median(bareEach), `≤ ${wanted} ms`);
      add('get/set p99', 'ms', quantile(each, 0.99), quantile(bareEach, 0.99), '');
      add('together', 'ops/s', median(rates), median(bare.map((one) => one.together)), '≥ 50 000');
    }
    return figures;
  } finally {
    client.close();
  }
}

/** A line to a bare Python and back, over a pipe: what no state operation can be quicker than. */
async function bareEcho({ each: operations, together }: Amounts): Promise<Baseline> {
  const source =
    'import sys\nfor line in sys.stdin.buffer:\n sys.stdout.buffer.write(line)\n sys.stdout.buffer.flush()\n';
  const child = spawn(barePython(), ['-u', '-c', source], { stdio: ['pipe', 'pipe', 'ignore'] });
  try {
    let heard = (): void => {};
    createInterface({ input: child.stdout }).on('line', () => heard());
    const line = `${JSON.stringify(['set', 'key', 1])}\n`;
    const each: number[] = [];
    for (let step = 0; step < operations + 100; step++) {
      const began = performance.now();
      await new Promise<void>((resolve) => {
        heard = resolve;
        child.stdin.write(line);
      });
      if (step >= 100) each.push(performance.now() - began);
    }
    let left = together;
    const began = performance.now();
    await new Promise<void>((resolve) => {
      heard = () => {
        if (--left === 0) resolve();
      };
      child.stdin.write(line.repeat(together));
    });
    return { what: 'bare Python over a pipe', each, together: together / ((performance.now() - began) / 1000) };
  } finally {
    child.kill();
  }
}

/** A Redis of the bench's own, and a bare client of it. */
class BenchRedis implements AsyncDisposable {
  private constructor(
    private readonly child: ReturnType<typeof spawn>,
    private readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(): Promise<BenchRedis> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'reflow-bench-redis-'));
    const port = await freePort();
    const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
    const child = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', () => reject(new Error('redis-server ended at once.')));
      child.stdout.on('data', (text: Buffer) => {
        if (text.includes('Ready to accept connections')) resolve();
      });
    });
    return new BenchRedis(child, port, folder);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async bare({ each: operations, together }: Amounts): Promise<Baseline> {
    const client = new Redis({ port: this.port, host: '127.0.0.1', enableAutoPipelining: true });
    try {
      await client.ping();
      const each: number[] = [];
      for (let step = 0; step < operations; step++) {
        const began = performance.now();
        await (step % 2 ? client.set('bare', step) : client.get('bare'));
        each.push(performance.now() - began);
      }
      const began = performance.now();
      for (let left = together; left > 0; left -= 1000)
        await Promise.all(
          Array.from({ length: 1000 }, (_, step) => (step % 2 ? client.incr('count') : client.get('bare'))),
        );
      return { what: 'bare ioredis, pipelined', each, together: together / ((performance.now() - began) / 1000) };
    } finally {
      client.disconnect();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
