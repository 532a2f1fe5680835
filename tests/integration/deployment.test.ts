import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RpcClient } from '#shared/rpc/client.ts';
import { WebSocketTransport } from '../../electron/backend/rpc/client/webSocketTransport.ts';
import { RedisServer } from '../contract/redisServer.ts';
import { Folder, projectRoot, Served } from './commandLine.ts';
import { NginxServer } from './nginxServer.ts';

const run = promisify(execFile);
const deploy = path.join(projectRoot, 'resources/deploy');

describe('deployment files', () => {
  const lint = (folder: string) =>
    run(process.execPath, [path.join(projectRoot, 'resources/scripts/lintDeployment.mjs'), folder]).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, text: stderr }),
    );

  it('[P5] pass the checks of their formats and agree with each other', async () => {
    expect(await lint(deploy)).toEqual({ code: 0, text: expect.stringContaining(' 0 problems') });
  });

  it('[P5] mistakes in them are found', async () => {
    await using folder = await Folder.make({});
    await cp(deploy, folder.root, { recursive: true });
    const change = async (file: string, from: string, to: string) => {
      const text = await readFile(folder.path(file), 'utf8');
      expect(text).toContain(from);
      await writeFile(folder.path(file), text.replace(from, to));
    };
    await change('compose.yaml', 'replicas: 3', 'replicas: three');
    await change('swarm.yaml', './nginx/nginx.conf', './nginx/gone.conf');
    await change('Dockerfile', 'WORKDIR', 'WORKDRI');
    await change('kubernetes/runtime.yaml', 'path: /health', 'path: /healthy');
    await change('kubernetes/autoscaling.yaml', 'minReplicas: 3', 'minReplicas: some');
    await change('kubernetes/disruption.yaml', 'app: runtime', 'app: elsewhere');
    const { code, text } = await lint(folder.root);
    expect(code).toBe(1);
    for (const what of ['replicas', 'gone.conf', 'WORKDRI', 'startupProbe', 'minReplicas', 'selects no pod'])
      expect(text).toContain(what);
  });
});

describe('several servers behind nginx', () => {
  const token = 'a-token-of-this-test';
  const owned: AsyncDisposable[] = [];
  let redis: RedisServer;
  let servers: Served[];
  let nginx: NginxServer;

  beforeAll(async () => {
    const folder = await Folder.make({
      'tally.actor.py': 'async def process(context):\n    return {"count": await context.state.increment("count")}\n',
      'keep.actor.js':
        'export async function process(context) {\n  await context.state.push("ids", context.getInput("id"));\n  return { kept: context.getInput("id") };\n}\n',
    });
    redis = await RedisServer.start();
    owned.push(folder, redis);
    const start = () => Served.start(folder.root, ['--redis', redis.url], { REFLOW_TOKEN: token });
    servers = await Promise.all([start(), start(), start()]);
    owned.push(...servers);
    const portOf = (address: string) => Number(new URL(address).port);
    nginx = await NginxServer.start(servers.map(({ ready }) => ({ rpc: portOf(ready.rpc), http: portOf(ready.http) })));
    owned.push(nginx);
  }, 120_000);

  afterAll(async () => {
    for (const one of owned.reverse()) await one[Symbol.asyncDispose]();
  }, 60_000);

  class Connection {
    private constructor(
      readonly client: RpcClient,
      private readonly transport: WebSocketTransport,
    ) {}

    static async open(query = ''): Promise<Connection> {
      const transport = await WebSocketTransport.connect(`ws://127.0.0.1:${nginx.port}/${query}`, { token });
      return new Connection(new RpcClient(transport), transport);
    }

    close(): void {
      this.transport.close();
    }
  }

  /** Which servers took connections, by the access log, which has a line for each that is over. */
  async function takers(connections: readonly Connection[]): Promise<string[]> {
    const before = nginx.log.length;
    for (const connection of connections) connection.close();
    await vi.waitUntil(() => nginx.log.length >= before + connections.length, { timeout: 20_000 });
    return nginx.log.slice(before).map((line) => line.split(' ').at(-1)!);
  }

  it('[O1, P5] /health and the editor answer through nginx; the log has no token', async () => {
    const health = await fetch(`http://127.0.0.1:${nginx.port}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: 'ok' });
    const page = await fetch(`http://127.0.0.1:${nginx.port}/?token=${token}`);
    expect(page.headers.get('content-type')).toContain('text/html');
    await page.text();
    await vi.waitUntil(() => nginx.log.some((line) => line.includes('"GET /"')), { timeout: 20_000 });
    expect(nginx.log.join('\n')).not.toContain(token);
  });

  it('[P5] connections are shared out evenly; those that name an actor keep to one server', async () => {
    const open: Connection[] = [];
    for (let index = 0; index < 6; index++) open.push(await Connection.open());
    const spread = await takers(open);
    for (const server of new Set(spread)) expect(spread.filter((one) => one === server)).toHaveLength(2);
    expect(new Set(spread).size).toBe(3);

    const chosen = new Set<string>();
    for (const actor of ['tally', 'keep', 'mean', 'alert', 'pick', 'join', 'sum', 'log']) {
      const same: Connection[] = [];
      for (let index = 0; index < 3; index++) same.push(await Connection.open(`?actor=${actor}`));
      const [first, ...others] = await takers(same);
      expect(others).toEqual([first, first]);
      chosen.add(first!);
    }
    expect(chosen.size).toBeGreaterThan(1);
  });

  it('[P5, T4] servers that share a Redis count right together', async () => {
    const connections = await Promise.all([Connection.open(), Connection.open(), Connection.open()]);
    const calls = connections.flatMap(({ client }) =>
      Array.from({ length: 30 }, () => client.call('process', { actor_id: 'tally', payload: {} })),
    );
    const counts = (await Promise.all(calls)).map(({ outputs }) => outputs['count'] as number);
    expect(counts.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 90 }, (_, index) => index + 1));
    expect(new Set(await takers(connections)).size).toBe(3);
    const reader = redis.client();
    expect(await reader.get('reflow:tally:count')).toBe('90');
    reader.disconnect();
  });

  it('[P5, R7] when a server is killed, calls that are made again go to another, and nothing is lost', async () => {
    const total = 300;
    const fatal = 40;
    let next = 0;
    let repeated = 0;
    let killed: Promise<unknown> | undefined;
    const worker = async (): Promise<void> => {
      let connection = await Connection.open();
      for (let id = next++; id < total; id = next++)
        for (;;) {
          try {
            await connection.client.call('process', { actor_id: 'keep', payload: { id } });
            if (id === fatal) killed = servers[0]!.stop('SIGKILL');
            break;
          } catch {
            repeated++;
            connection.close();
            connection = await Connection.open();
          }
        }
      connection.close();
    };
    await Promise.all(Array.from({ length: 6 }, () => worker()));
    await killed;
    const reader = redis.client();
    const kept = new Set((await reader.lrange('reflow:keep:ids', 0, -1)).map(Number));
    reader.disconnect();
    expect(kept).toEqual(new Set(Array.from({ length: total }, (_, index) => index)));
    expect(repeated).toBeGreaterThan(0);
    for (let index = 0; index < 4; index++)
      expect((await fetch(`http://127.0.0.1:${nginx.port}/health`)).status).toBe(200);
  });
});
