import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RpcClient } from '#shared/rpc/client.ts';
import type { SystemStatus } from '#shared/rpc/live.ts';
import { createLogger } from '../../electron/backend/observability/createLogger.ts';
import { healthOf } from '../../electron/backend/observability/health.ts';
import { Metrics } from '../../electron/backend/observability/metrics.ts';
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
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, path: name, method }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString('utf8')));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    });
    sent.once('error', reject);
    sent.end();
  });
}

describe('the HTTP server', () => {
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
    const status: SystemStatus = {
      drivers: [{ name: 'bubblewrap', works: false, reason: 'bwrap is not installed.' }],
      driver: 'bubblewrap',
      unsandboxed: false,
      sandboxes: { busy: 1, idle: 2, max: 20 },
      state: { kind: 'redis', available: true, detail: 'Redis at here' },
      memoryBytes: 1,
    };
    const route = () => {
      const health = healthOf(status);
      return {
        status: health.status === 'ok' ? 200 : 503,
        contentType: 'application/json',
        body: JSON.stringify(health),
      };
    };
    const url = await serve({ routes: { '/health': route } });
    const fine = await get(url, '/health');
    expect(fine.status).toBe(200);
    expect(JSON.parse(fine.text)).toMatchObject({ status: 'ok', reasons: [], sandboxes: { busy: 1 } });
    status.driver = null;
    status.state = { kind: 'redis', available: false, detail: 'Redis at here does not answer' };
    const bad = await get(url, '/health');
    expect(bad.status).toBe(503);
    expect((JSON.parse(bad.text) as { reasons: string[] }).reasons).toEqual([
      'No sandbox works here. bubblewrap: bwrap is not installed.',
      'State cannot be kept: Redis at here does not answer',
    ]);
    expect(await get(url, '/elsewhere')).toMatchObject({ status: 404 });
  });

  it('[O1] /metrics is Prometheus text with every figure, and two back ends share none', async () => {
    const sources = (busy: number) => ({
      sandboxes: () => ({ busy, idle: 2, max: 20 }),
      sandboxMemory: () => 5e6,
      queueDepth: () => 17,
      connections: () => 3,
      stateAvailable: () => true,
    });
    const metrics = new Metrics(sources(4));
    const other = new Metrics(sources(0));
    metrics.executionDuration.observe({ runtime: 'python' }, 0.002);
    metrics.compressionRatio.observe(0.25);
    metrics.errors.inc({ type: 'ValueError' });
    metrics.rpcDuration.observe('process', 0.001);
    const url = await serve({
      routes: { '/metrics': async () => ({ contentType: metrics.contentType, body: await metrics.text() }) },
    });
    const { text, headers } = await get(url, '/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=0.0.4/);
    for (const line of [
      'microsandbox_active_sandboxes 6',
      'microsandbox_memory_usage_bytes 5000000',
      'microsandbox_execution_duration_seconds_count{runtime="python"} 1',
      'microsandbox_compression_ratio_sum 0.25',
      'reflow_queue_depth 17',
      'reflow_errors_total{type="ValueError"} 1',
      'reflow_rpc_duration_seconds_count{method="process"} 1',
      'reflow_state_available 1',
    ])
      expect(text.split('\n')).toContain(line);
    for (const name of [
      'reflow_messages_total',
      'reflow_pool_wait_seconds',
      'reflow_sandbox_restarts_total',
      'reflow_state_duration_seconds',
    ])
      expect(text).toContain(`# TYPE ${name} `);
    expect(await other.text()).not.toContain('type="ValueError"');
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
    const quiet = createLogger({ debug: false, destination });
    quiet.debug('unheard');
    quiet.child({ part: 'rpc' }).warn({ token: 'sesame', options: { password: 'hush' } }, 'heard');
    createLogger({ debug: true, destination }).debug('detail');
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
});
