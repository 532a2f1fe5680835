import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RpcClient } from '#shared/rpc/client.ts';
import { createLogger } from '../../electron/backend/observability/createLogger.ts';
import { readLogLevels, usualLogLevels } from '../../electron/backend/observability/logLevels.ts';
import { HealthWatch } from '../../electron/backend/observability/health.ts';
import { readPrometheus } from './prometheusText.ts';
import { Metrics } from '../../electron/backend/observability/metrics.ts';
import type { FiringTrace } from '../../electron/backend/observability/tracing/messageTracer.ts';
import { WebSocketTransport } from '../../electron/backend/rpc/client/webSocketTransport.ts';
import { HttpServer, type HttpServerOptions } from '../../electron/backend/rpc/httpServer.ts';
import { RpcServer } from '../../electron/backend/rpc/rpcServer.ts';

const logger = pino({ level: 'silent' });
const purpose = { what: 'editor server', flag: '--http-port' };
let folder: string;
let server: HttpServer | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reflow-http-'));
});
afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
  server = undefined;
  await rm(folder, { recursive: true });
});

async function serve(options: Partial<HttpServerOptions>): Promise<string> {
  server = new HttpServer({ host: '127.0.0.1', port: 0, purpose, routes: {}, logger, ...options });
  await server.listen();
  return server.url;
}

/** As `fetch`, with the path exactly as it is written. */
function get(
  url: string,
  name: string,
  method = 'GET',
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, path: name, method, headers }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString('utf8')));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    });
    sent.once('error', reject);
    sent.end();
  });
}

describe('the HTTP server', () => {
  it('[O1] answers who would rather speak HTTP/2, and targets with a host, as it answers all', async () => {
    const url = await serve({ routes: { '/health': () => ({ contentType: 'application/json', body: '{}' }) } });
    const http2 = { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABk' };
    expect(await get(url, '/health', 'GET', http2)).toMatchObject({ status: 200, text: '{}' });
    expect(await get(url, '/health', 'HEAD', http2)).toMatchObject({ status: 200, text: '' });
    expect(await get(url, '/none', 'GET', http2)).toMatchObject({ status: 404 });
    expect(await get(url, 'http://somewhere/health')).toMatchObject({ status: 200, text: '{}' });
  });

  it('[E12][X2] serves the editor with a strict policy and the right types, and nothing outside its folder', async () => {
    const files = path.join(folder, 'editor');
    await mkdir(path.join(files, 'assets'), { recursive: true });
    await writeFile(path.join(files, 'index.html'), '<title>Reflow</title>');
    await writeFile(path.join(files, 'assets', 'main-1.js'), 'run()');
    await writeFile(path.join(folder, 'secret.txt'), 'secret');
    await writeFile(path.join(folder, 'editor-secret.txt'), 'secret');
    await symlink(path.join(folder, 'secret.txt'), path.join(files, 'link.txt'));
    const url = await serve({ folder: files });
    const page = await get(url, '/?token=abc');
    expect(page).toMatchObject({ status: 200, text: '<title>Reflow</title>' });
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
    expect(await get(url, '/assets/main-1.js')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/javascript; charset=utf-8' },
    });
    expect(await get(url, '/', 'HEAD')).toMatchObject({ status: 200, text: '' });
    for (const name of [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/assets/../../secret.txt',
      '/../editor-secret.txt',
      '/link.txt',
      '/assets',
      '/missing.js',
      '/%00',
      '/%zz',
      '//etc/passwd',
    ])
      expect(await get(url, name), name).toMatchObject({ status: 404, text: expect.not.stringContaining('secret') });
    expect(await get(url, '/', 'POST')).toMatchObject({ status: 405 });
  });

  it('[O1] /health is 200 when actors can run and 503 with the reasons when not', async () => {
    const status = {
      drivers: [{ name: 'bubblewrap', works: false, reason: 'bwrap is not installed.' }],
      driver: 'bubblewrap' as string | null,
      unsandboxed: false,
      sandboxes: { busy: 1, idle: 2, max: 20, waiting: 0 },
      state: { kind: 'redis' as const, available: true, detail: 'Redis at here' },
      memoryBytes: 1,
    };
    let now = 1000;
    let trial = async (): Promise<void> => {};
    let ask = async (): Promise<void> => {};
    const watch = new HealthWatch({
      status: () => status,
      probe: () => trial(),
      askState: () => ask(),
      now: () => now,
    });
    const route = async () => {
      const health = await watch.check();
      return {
        status: health.status === 'ok' ? 200 : 503,
        contentType: 'application/json',
        body: JSON.stringify(health),
      };
    };
    const url = await serve({ routes: { '/health': route } });
    const reasons = async () => {
      const { status, text } = await get(url, '/health');
      const { reasons } = JSON.parse(text) as { reasons: string[] };
      expect(status).toBe(reasons.length === 0 ? 200 : 503);
      return reasons;
    };
    expect(await reasons()).toEqual(['No actor has been run yet; the server is starting.']);
    await watch.probe();
    expect(await reasons()).toEqual([]);

    // A trial that failed is made again, but not for everybody who asks.
    trial = () => Promise.reject(new Error('its sandbox ended (killed by SIGSEGV)'));
    await watch.probe();
    expect(await reasons()).toEqual(['A trial actor does not run: its sandbox ended (killed by SIGSEGV)']);
    trial = async () => {};
    expect(await reasons()).toHaveLength(1);
    now += 5000;
    expect(await reasons()).toEqual([]);

    // Whoever had no sandbox makes it look again.
    trial = () => Promise.reject(new Error('the interpreter is gone'));
    expect(await reasons()).toEqual([]);
    watch.doubt();
    expect(await reasons()).toEqual(['A trial actor does not run: the interpreter is gone']);
    trial = async () => {};
    now += 5000;
    expect(await reasons()).toEqual([]);

    ask = () => Promise.reject(new Error('Redis says nothing.'));
    expect(await reasons()).toEqual(['State cannot be kept: Redis says nothing.']);
    ask = async () => {};
    expect(await reasons()).toEqual([]);

    status.sandboxes = { busy: 20, idle: 0, max: 20, waiting: 3 };
    expect(await reasons()).toEqual([]);
    now += 5000;
    expect(await reasons()).toEqual(['The pool is exhausted (20 of 20 in use) and 3 actors wait.']);
    status.sandboxes = { busy: 19, idle: 0, max: 20, waiting: 0 };
    expect(await reasons()).toEqual([]);

    status.driver = null;
    status.state = { kind: 'redis', available: false, detail: 'Redis at here does not answer' };
    watch.ending();
    expect(await reasons()).toEqual([
      'The server is ending and takes no new calls.',
      'No sandbox works here. bubblewrap: bwrap is not installed.',
      'State cannot be kept: Redis at here does not answer',
    ]);
    expect(await get(url, '/elsewhere')).toMatchObject({ status: 404 });
  });

  it('[O1] /metrics is Prometheus text with every figure, and two back ends share none', async () => {
    const sources = (busy: number) => ({
      sandboxes: () => ({ busy, idle: 2, max: 20, waiting: 1 }),
      sandboxMemory: () => 5e6,
      sharedMemory: () => ({ regions: 0, bytes: 0, copied: 0 }),
      queueDepth: () => 17,
      connections: () => 3,
      stateAvailable: () => true,
    });
    const metrics = new Metrics(sources(4));
    const other = new Metrics(sources(0));
    metrics.actors.executed('python', 0.002);
    metrics.actors.executed('python', 100);
    metrics.actors.failed('ValueError');
    for (let type = 0; type < 1000; type++) metrics.actors.failed(`Error"${type}\n`);
    metrics.compressed('rpc', 0.25);
    metrics.answered('process', 0.001, false);
    metrics.answered('load', 0.001, true);
    const url = await serve({
      routes: { '/metrics': ({ headers }) => metrics.answer(headers.accept) },
    });
    const { text, headers } = await get(url, '/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=0.0.4/);
    const figures = readPrometheus(text);
    expect(figures.get('microsandbox_active_sandboxes')).toBe(6);
    expect(figures.get('microsandbox_memory_usage_bytes')).toBe(5e6);
    expect(figures.get('microsandbox_execution_duration_seconds_count{runtime="python"}')).toBe(2);
    expect(figures.get('microsandbox_execution_duration_seconds_bucket{runtime="python",le="0.0025"}')).toBe(1);
    expect(figures.get('microsandbox_execution_duration_seconds_bucket{runtime="python",le="30"}')).toBe(1);
    expect(figures.get('microsandbox_compression_ratio_sum{to="rpc"}')).toBe(0.25);
    expect(figures.get('reflow_queue_depth')).toBe(17);
    expect(figures.get('reflow_errors_total{type="ValueError"}')).toBe(1);
    expect(figures.get('reflow_rpc_duration_seconds_count{method="process"}')).toBe(1);
    expect(figures.get('reflow_rpc_errors_total{method="load"}')).toBe(1);
    expect(figures.get('reflow_state_available')).toBe(1);
    // Somebody's exception types are not endless figures.
    expect([...figures.keys()].filter((name) => name.startsWith('reflow_errors_total')).length).toBeLessThan(300);
    for (const name of [
      'reflow_messages_total{runtime="python"}',
      'reflow_pool_wait_seconds_count{runtime="javascript"}',
      'reflow_sandbox_restarts_total{cause="Timeout"}',
      'reflow_state_duration_seconds_count{operation="get"}',
    ])
      expect(figures.get(name), name).toBe(0);
    expect(readPrometheus((await other.answer()).body).get('reflow_rpc_duration_seconds_count{method="process"}')).toBe(
      0,
    );
  });

  it('[O1][O2] who asks for OpenMetrics gets the same figures, with the trace of a message that each bucket counts', async () => {
    const metrics = new Metrics({
      sandboxes: () => ({ busy: 0, idle: 0, max: 1, waiting: 0 }),
      sandboxMemory: () => null,
      sharedMemory: () => ({ regions: 0, bytes: 0, copied: 0 }),
      queueDepth: () => 0,
      connections: () => 0,
      stateAvailable: () => true,
    });
    const trace = { traceparent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01` };
    metrics.actors.executed('python', 0.002, trace as FiringTrace);
    metrics.actors.executed('python', 100, trace as FiringTrace);
    metrics.actors.failed('a "\\\n');
    const url = await serve({ routes: { '/metrics': ({ headers }) => metrics.answer(headers.accept) } });
    const accept = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.1';
    const response = await fetch(`${url}/metrics`, { headers: { accept } });
    expect(response.headers.get('content-type')).toMatch(/^application\/openmetrics-text; version=1.0.0/);
    const text = await response.text();
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    expect(text).not.toMatch(/\n\n/);
    const bucket = 'microsandbox_execution_duration_seconds_bucket{runtime="python"';
    const example = `# {trace_id="${'ab'.repeat(16)}"}`;
    expect(text).toContain(`${bucket},le="0.0025"} 1 ${example} 0.002 `);
    expect(text).toContain(`${bucket},le="0.005"} 1\n`);
    expect(text).toContain(`${bucket},le="+Inf"} 2 ${example} 100 `);
    expect(text).toContain('# TYPE reflow_errors counter\nreflow_errors_total{type="a \\"\\\\\\n"} 1\n');
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const plain = (await metrics.answer()).body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const named = (lines: string[]) =>
      lines.map((line) => line.slice(0, line.lastIndexOf('}') + 1 || line.indexOf(' ')));
    expect(named(samples.map((line) => line.split(' # ')[0]!))).toEqual(named(plain));
  });

  it('[E12] the RPC server answers on this port, too, so that the editor needs one origin', async () => {
    await using rpc = RpcServer.for(
      { 'graph.list': () => ({ graphs: [] }) },
      { host: '127.0.0.1', port: 0, token: 'sesame', logger },
    );
    const url = await serve({
      upgrades: { '/rpc': (incoming, socket, head) => rpc.handleUpgrade(incoming, socket, head) },
    });
    const client = new RpcClient(await WebSocketTransport.connect(`${url.replace('http', 'ws')}/rpc?token=sesame`));
    expect(await client.call('graph.list', {})).toEqual({ graphs: [] });
    client.close();
    await expect(WebSocketTransport.connect(`${url.replace('http', 'ws')}/other`)).rejects.toThrow(/404/);
  });

  it('[P2] a port in use is named with the flag that changes it', async () => {
    const url = await serve({});
    const second = new HttpServer({ host: '127.0.0.1', port: Number(new URL(url).port), purpose, routes: {}, logger });
    await expect(second.listen()).rejects.toThrow(/is in use, so the editor server cannot start.*--http-port/);
  });
});

describe('the log', () => {
  it('[O3][X3] is JSON lines with levels, debug only when asked, and leaves secrets out', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const quiet = createLogger({ levels: usualLogLevels, destination });
    quiet.debug('unheard');
    quiet.child({ part: 'rpc' }).warn({ token: 'sesame', options: { password: 'hush' } }, 'heard');
    createLogger({ levels: readLogLevels('debug')!, destination }).debug('detail');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        level: 'warn',
        time: expect.any(String),
        part: 'rpc',
        token: '[left out]',
        options: { password: '[left out]' },
        msg: 'heard',
      },
      { level: 'debug', time: expect.any(String), msg: 'detail' },
    ]);
  });

  it('[O3] has levels of its own for each part', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ levels: readLogLevels('WARN, rpc=debug,sandbox=off')!, destination });
    for (const one of [logger, ...['rpc', 'sandbox', 'actors'].map((part) => logger.child({ part }))])
      for (const level of ['debug', 'info', 'error'] as const) one[level](level);
    const written = lines.map((line) => JSON.parse(line) as { part?: string; msg: string });
    expect(written.map(({ part, msg }) => `${part ?? '-'} ${msg}`)).toEqual([
      '- error',
      'rpc debug',
      'rpc info',
      'rpc error',
      'actors error',
    ]);
  });
});
