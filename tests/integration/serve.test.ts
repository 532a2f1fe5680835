import { once } from 'node:events';
import { rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { RpcClient } from '#shared/rpc/client.ts';
import { WebSocketTransport } from '../../electron/backend/rpc/client/webSocketTransport.ts';
import { RedisServer } from '../contract/redisServer.ts';
import { Folder, reflowStudio, Served } from './commandLine.ts';
import { readPrometheus } from './prometheusText.ts';

const worker = `
import os, time

async def process(context):
    task = context.get_input("task")
    if task == "fail":
        raise ValueError("no")
    if task == "die":
        os._exit(3)
    if task == "sleep":
        time.sleep(1)
    if task == "state":
        await context.state.set("text", "reflow " * 1000)
    await context.send_output("step", "secret-payload" * 100)
    return {"done": task}
`;

function health(server: Served): Promise<{ status: number; body: { status: string; reasons: string[] } }> {
  return fetch(`${server.ready.http}/health`).then(async (response) => ({
    status: response.status,
    body: (await response.json()) as { status: string; reasons: string[] },
  }));
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('serve', () => {
  it('[M3] floats that are whole are floats in Python, alone and in batches, and come back as they were sent', async () => {
    const kind =
      'def process(context):\n    value = context.get_input("value")\n    return {"kind": type(value).__name__, "same": context.config.get("gain", value)}\n';
    await using folder = await Folder.make({ 'reflow.yaml': '', 'kind.actor.py': kind });
    await using server = await Served.start(folder.root);
    const socket = new WebSocket(server.ready.rpc);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const ask = async (text: string): Promise<string> => {
      const answer = new Promise((resolve) => socket.once('message', (data: Buffer) => resolve(data.toString())));
      socket.send(text);
      return (await answer) as string;
    };
    const call = (value: string): string =>
      `{"jsonrpc":"2.0","method":"process","params":{"actor_id":"kind","payload":{"value":${value}}},"id":1}`;
    const answer = (kind: string, value: string): string =>
      `{"jsonrpc":"2.0","result":{"outputs":{"kind":"${kind}","same":${value}},"sent":{}},"id":1}`;
    expect(await ask(call('1.0'))).toBe(answer('float', '1.0'));
    expect(await ask(call('[2.0,{"a":1e+22}]'))).toBe(answer('list', '[2.0,{"a":1e+22}]'));
    expect(await ask(`[${call('3.0')},${call('3')}]`)).toBe(`[${answer('float', '3.0')},${answer('int', '3')}]`);
    expect(await ask(call('{"type":"integer","value":4.0}'))).toContain('"same":4');
    expect(await ask(call('1},"config":{"gain":250.0'))).toContain('"same":250.0');
    socket.terminate();
  });

  it('[R2] source comes with the files that it imports; what does not load leaves nothing behind', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '', 'secret.js': 'export const s = 1;' });
    await using server = await Served.start(folder.root);
    const client = await server.connectAsCaller();
    const source =
      "import {twice} from '../lib/twice.ts';\nexport const process = (context) => twice(context.getInput('n'));";
    const files = { 'lib/twice.ts': 'export const twice = (n: number) => ({ output: n * 2 });' };
    const given = { source, name: 'far', runtime: 'typescript', path: 'flows/far.actor.ts' } as const;
    const error = expect.stringContaining('../lib/twice.ts') as string;
    expect(await client.call('load', given)).toEqual({ success: false, error });
    const outside = { source: "import '../../../secret.js';\n" + source, name: 'out', runtime: 'javascript' } as const;
    expect(await client.call('load', { ...outside, files })).toMatchObject({ success: false });
    expect(await client.call('list', {})).toEqual({ actors: [] });
    expect(await client.call('load', { ...given, files })).toEqual({ success: true, actor: 'far' });
    expect(await client.call('process', { actor_id: 'far', payload: { n: 21 } })).toMatchObject({
      outputs: { output: 42 },
    });
    client.close();
  });

  it('[O1] counts what actors do, how long it takes, what fails and what is replaced', async () => {
    await using redis = await RedisServer.start();
    await using folder = await Folder.make({ 'reflow.yaml': '', 'worker.actor.py': worker });
    await using server = await Served.start(folder.root, ['--redis', redis.url]);
    const client = await server.connectAsCaller();
    const run = (task: string) => client.call('process', { actor_id: 'worker', payload: { task } });
    await run('a');
    await run('state');
    await expect(run('fail')).rejects.toMatchObject({ code: 'actorFailed' });
    await expect(run('die')).rejects.toMatchObject({ code: 'actorFailed' });
    await run('b');
    const figures = readPrometheus(await (await fetch(`${server.ready.metrics}/metrics`)).text());
    const figure = (name: string): number => figures.get(name) ?? Number.NaN;
    expect(figure('microsandbox_active_sandboxes')).toBeGreaterThan(0);
    expect(figure('microsandbox_memory_usage_bytes')).not.toBe(0);
    expect(figure('microsandbox_execution_duration_seconds_count{runtime="python"}')).toBe(4);
    expect(figure('microsandbox_execution_duration_seconds_sum{runtime="python"}')).toBeGreaterThan(0);
    expect(figure('microsandbox_compression_ratio_count{to="redis"}')).toBeGreaterThan(0);
    expect(figure('reflow_messages_total{runtime="python"}')).toBe(6);
    expect(figure('reflow_errors_total{type="ValueError"}')).toBe(1);
    expect(figure('reflow_errors_total{type="SandboxDied"}')).toBe(1);
    expect(figure('reflow_sandbox_restarts_total{cause="SandboxDied"}')).toBe(1);
    expect(figure('reflow_pool_wait_seconds_count{runtime="python"}')).toBeGreaterThanOrEqual(2);
    expect(figure('reflow_rpc_duration_seconds_count{method="process"}')).toBe(5);
    expect(figure('reflow_rpc_errors_total{method="process"}')).toBe(2);
    expect(figure('reflow_state_duration_seconds_count{operation="set"}')).toBe(1);
    expect(figure('reflow_queue_depth')).toBe(0);
    expect(figure('reflow_rpc_connections')).toBe(1);
    client.close();
  });

  it('[S5] [R2] actors that nobody calls at the moment make room for others when all sandboxes are taken', async () => {
    const names = Array.from({ length: 4 }, (_, index) => `actor${index}`);
    const files = names.map((name) => [
      `${name}.actor.py`,
      `def process(context):\n    return {"output": "${name}"}\n`,
    ]);
    await using folder = await Folder.make({
      'reflow.yaml': 'sandbox: { pool: { max_size: 2 } }',
      ...(Object.fromEntries(files) as Record<string, string>),
    });
    await using server = await Served.start(folder.root, []);
    const client = await server.connectAsCaller();
    const answers = await Promise.all(names.map((name) => client.call('process', { actor_id: name, payload: {} })));
    expect(answers.map(({ outputs }) => outputs)).toEqual(names.map((name) => ({ output: name })));
    client.close();
  });

  it('[O1, S7] it is ready while packages are being installed, and /health says that they are', async () => {
    const index = createServer(() => {}).listen(0, '127.0.0.1');
    await once(index, 'listening');
    await using folder = await Folder.make({
      'reflow.yaml': 'sandbox:\n  python:\n    packages: [no-such-package-of-ours]\n',
      'worker.actor.py': worker,
    });
    await using server = await Served.start(folder.root, [], {
      PIP_INDEX_URL: `http://127.0.0.1:${(index.address() as AddressInfo).port}/simple`,
      XDG_CACHE_HOME: folder.path('cache'),
    });
    const { status, body } = await health(server);
    expect([status, body.reasons]).toEqual([
      503,
      ['A trial actor does not run: the python packages that reflow.yaml names are being installed'],
    ]);
    index.closeAllConnections();
    index.close();
  });

  it('[O1] /health says when the state is away, and when it is back', async () => {
    await using redis = await RedisServer.start();
    await using folder = await Folder.make({ 'reflow.yaml': '', 'worker.actor.py': worker });
    await using server = await Served.start(folder.root, [], { MICROSANDBOX_REDIS_URL: redis.url });
    expect(await health(server)).toMatchObject({ status: 200, body: { status: 'ok', reasons: [] } });
    await redis.kill();
    await until(async () => (await health(server)).status === 503);
    expect((await health(server)).body.reasons.join()).toContain('State cannot be kept');
    await redis.launch();
    await until(async () => (await health(server)).status === 200);
    // Its connections stand, and nothing answers.
    redis.signal('SIGSTOP');
    expect((await health(server)).body.reasons.join()).toContain('State cannot be kept');
    redis.signal('SIGCONT');
    await until(async () => (await health(server)).status === 200);
  });

  it('[O1] /health says when sandboxes can be made no more', async () => {
    await using folder = await Folder.make({ 'ws/reflow.yaml': '', 'ws/worker.actor.py': worker, 'bin/bwrap': '' });
    const bwrap = async (line: string): Promise<void> => {
      await writeFile(folder.path('bin/bwrap.new'), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
      await rename(folder.path('bin/bwrap.new'), folder.path('bin/bwrap'));
    };
    const { PATH = '' } = process.env;
    await bwrap(`PATH='${PATH}' exec bwrap "$@"`);
    await using server = await Served.start(folder.path('ws'), ['--driver', 'bubblewrap'], {
      PATH: `${folder.path('bin')}:${PATH}`,
    });
    expect((await health(server)).status).toBe(200);
    await bwrap('exit 1');
    const client = await server.connectAsCaller();
    // Those made before still serve; each ends its own.
    const die = () =>
      client.call('process', { actor_id: 'worker', payload: { task: 'die' } }).catch((error: Error) => error);
    await until(async () => ((await die()) as { code?: string }).code === 'noSandbox');
    expect((await health(server)).body.reasons.join()).toContain('A trial actor does not run');
    client.close();
  });

  it('[P2] SIGTERM lets calls under way finish, takes no new ones, and leaves nothing', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '', 'worker.actor.py': worker });
    await using server = await Served.start(folder.root);
    const client = await server.connectAsCaller();
    let hasBegun = false;
    const began = new Promise<void>((resolve) =>
      client.on('script_output', () => {
        if (!hasBegun) resolve();
        hasBegun = true;
      }),
    );
    const calls = Array.from({ length: 3 }, (_, n) =>
      client.call('process', { actor_id: 'worker', payload: { task: n === 0 ? 'first' : 'sleep' } }),
    );
    await began;
    const ended = server.stop('SIGTERM');
    await until(async () => (await health(server).catch(() => ({ status: 503 }))).status === 503);
    await expect(client.call('process', { actor_id: 'worker', payload: { task: 'late' } })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await Promise.all(calls)).toMatchObject([
      {},
      { outputs: { done: 'sleep' } },
      { outputs: { done: 'sleep' } },
    ]);
    expect(await ended).toBe(0);
  });

  it('[O1][O3] a mistake of its own in a timer or an event is logged and counted, and others are served on', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '', 'worker.actor.py': worker });
    const mistakes = `process.on("SIGUSR2", () => { setTimeout(() => { throw new Error("first slip"); }); Promise.reject(new Error("second slip")); })`;
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(mistakes)}`;
    await using server = await Served.start(folder.root, [], { NODE_OPTIONS });
    const client = await server.connectAsCaller();
    await client.call('process', { actor_id: 'worker', payload: { task: 'x' } });
    server.signal('SIGUSR2');
    const counted = async () =>
      readPrometheus(await (await fetch(`${server.ready.metrics}/metrics`)).text()).get(
        'reflow_defects_total{where="elsewhere"}',
      );
    await until(async () => (await counted()) === 2);
    expect(server.stderr).toMatch(/first slip[^]*second slip|second slip[^]*first slip/);
    expect(await client.call('process', { actor_id: 'worker', payload: { task: 'x' } })).toMatchObject({
      outputs: { done: 'x' },
    });
    expect((await health(server)).status).toBe(200);
    client.close();
  });

  it('[P2] a second signal ends it without waiting for calls', async () => {
    const endless = 'import time\ndef process(context):\n    context.send_output_sync("x", 1)\n    time.sleep(1000)\n';
    await using folder = await Folder.make({ 'reflow.yaml': '', 'endless.actor.py': endless });
    await using server = await Served.start(folder.root);
    const client = await server.connectAsCaller();
    const began = new Promise<unknown>((resolve) => client.on('script_output', resolve));
    const call = client.call('process', { actor_id: 'endless', payload: {} }).catch((error: unknown) => error);
    await began;
    void server.stop('SIGINT');
    await until(async () => (await health(server).catch(() => ({ status: 503 }))).status === 503);
    expect(await server.stop('SIGINT')).toBe(0);
    expect(await call).toMatchObject({ code: 'cancelled' });
  });

  it('[P2][R2] --actors names files and folders elsewhere, whose actors are loaded at start', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '' });
    await using elsewhere = await Folder.make({
      ...{ 'far.actor.py': worker, 'other.actor.py': worker },
      ...{ 'actors/near.py': worker, 'actors/helper.py': 'x = 1\n', 'actors/broken.py': 'def (' },
    });
    const named = [elsewhere.path('far.actor.py'), elsewhere.path('actors')];
    await using server = await Served.start(folder.root, ['--actors', ...named]);
    const client = await server.connectAsCaller();
    const { actors } = await client.call('list', {});
    expect(actors).toMatchObject([
      { component: 'far', loaded: true },
      { component: 'near', loaded: true },
    ]);
    const { actor_id } = actors[0]!;
    expect(await client.call('process', { actor_id, payload: { task: 'x' } })).toMatchObject({
      outputs: { done: 'x' },
    });
    expect(await client.call('load', { file_path: elsewhere.path('far.actor.py') })).toEqual({
      success: true,
      actor: actor_id,
    });
    expect(await client.call('load', { file_path: elsewhere.path('other.actor.py') })).toMatchObject({
      success: false,
    });
    for (const [runtime, source] of [
      ['python', 'def process(context):\n    return {"out": "python"}\n'],
      // As Reflow writes it.
      ['JavaScript', 'export function process(context) { return { out: "javascript" }; }\n'],
    ] as const) {
      const loaded = await client.call('load', { source, name: `sent_${runtime}`, runtime });
      expect(loaded).toEqual({ success: true, actor: `sent_${runtime}` });
      const { outputs } = await client.call('process', { actor_id: `sent_${runtime}`, payload: {} });
      expect(outputs).toEqual({ out: runtime.toLowerCase() });
    }
    client.close();
    const missing = await reflowStudio(['serve', '--workspace', folder.root, '--port', '0', '--actors', '/nowhere.py']);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('/nowhere.py') as string });
  });

  it('[O3][X3] --debug shows sandboxes, RPC, wrapping, outputs and clean-up, and neither messages nor the token', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '', 'worker.actor.py': worker });
    const token = 'a-token-that-nobody-may-see';
    await using server = await Served.start(folder.root, ['--debug', '--token', token]);
    const client = await server.connect();
    await client.call('process', { actor_id: 'worker', payload: { task: 'x' } });
    await fetch(server.ready.editor);
    await WebSocketTransport.connect(`${server.ready.rpc}/?token=wrong-${token}`).catch(() => {});
    client.close();
    await server.stop();
    const records = server.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const find = (message: string) => records.find(({ msg }) => msg === message);
    expect(find('sandbox created')).toMatchObject({ level: 'debug', part: 'sandbox', runtime: 'python' });
    expect(find('RPC server listens')).toMatchObject({ level: 'debug', part: 'rpc' });
    expect(find('script wrapped and loaded')).toMatchObject({ part: 'actors', actor: 'worker' });
    expect(find('output sent')).toMatchObject({ part: 'rpc', actor: 'worker', port: 'step' });
    expect(find('sandbox cleaned up')).toMatchObject({ part: 'sandbox' });
    expect(server.stderr).not.toContain('secret-payload');
    expect(server.stderr).not.toContain(token);
  });

  it('[O3] without --debug the log of a quiet server is empty', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '', 'worker.actor.py': worker });
    await using server = await Served.start(folder.root);
    const client = await server.connectAsCaller();
    await client.call('process', { actor_id: 'worker', payload: { task: 'x' } });
    client.close();
    await server.stop();
    expect(server.stderr).toBe('');
  });
});

describe('two programs', () => {
  const counting =
    'async def process(context):\n    return {"count": await context.state.increment("n"), "version": 1}\n';

  it('[P2] in one workspace share state and see changes of files', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '', 'counting.actor.py': counting });
    await using one = await Served.start(folder.root);
    await using other = await Served.start(folder.root);
    const clients = [await one.connectAsCaller(), await other.connectAsCaller()];
    const run = async (client: RpcClient) =>
      (await client.call('process', { actor_id: 'counting', payload: {} })).outputs as Record<string, number>;
    expect([await run(clients[0]!), await run(clients[1]!), await run(clients[0]!)]).toMatchObject([
      { count: 1 },
      { count: 2 },
      { count: 3 },
    ]);
    await folder.write('counting.actor.py', counting.replace('"version": 1', '"version": 2'));
    for (const client of clients) await until(async () => (await run(client))['version'] === 2);
    for (const client of clients) client.close();
  });
});

describe('usage', () => {
  it('[X3] an empty token is none: elsewhere than on loopback it is refused', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '' });
    const ports = ['--port', '0', '--http-port', '0', '--metrics-port', '0'];
    const args = ['serve', '--workspace', folder.root, '--host', '0.0.0.0', ...ports];
    const { code, stderr } = await reflowStudio(args, { REFLOW_TOKEN: '' });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('needs a token') });
  });

  it('[P2] wrong usage of serve is exit code 2, with a sentence; --json is accepted', async () => {
    for (const args of [['--port', 'abc'], ['--port', '70000'], ['--driver', 'magic'], ['--nonsense'], ['--token']]) {
      const { code, stderr } = await reflowStudio(['serve', ...args]);
      expect([args, code]).toEqual([args, 2]);
      expect(stderr).toContain(args[0]);
    }
    expect(await reflowStudio(['serve', '--json', '--workspace', '/nowhere'])).toMatchObject({ code: 1 });
    expect(await reflowStudio(['run', 'x.graph.json', '--driver', 'magic'])).toMatchObject({ code: 2 });
  });

  it('[P3] the port of reflow.yaml is used, and --port overrides it', async () => {
    await using folder = await Folder.make({
      'reflow.yaml': 'workspace:\n  websocket: { port: 1, host: localhost }\n',
    });
    const { code, stderr } = await reflowStudio(['serve', '--workspace', folder.root, '--host', '203.0.113.1']);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('--token') as string });
    await using server = await Served.start(folder.root);
    expect(new URL(server.ready.rpc).hostname).toBe('localhost');
    expect((await health(server)).status).toBe(200);
  });
});
