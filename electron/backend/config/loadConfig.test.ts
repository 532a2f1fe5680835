import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from './loadConfig.ts';

const complete = `
workspace:
  discover_scripts: true
  script_patterns:
    - "**/*.actor.py"
  excluded_paths:
    - "**/node_modules/**"
  sandbox:
    python:
      image: "python:3.11-slim"
      packages: ["numpy", "pandas", "scikit-learn"]
      memory: "1GB"
      cpu: 1.0
    javascript:
      image: "node:20-alpine"
      packages: ["lodash", "moment"]
      memory: "512MB"
      cpu: 0.5
    pool:
      preload_count: 5
      max_size: 20
      idle_timeout: 300
  redis:
    url: "redis://localhost:6379"
    namespace: "reflow"
    ttl: 3600
    max_connections: 100
  websocket:
    port: 8080
    max_frame_size: "10MB"
    ping_interval: 30
    compression: true
  shared_memory:
    enabled: true
    max_regions: 100
    region_size: "100MB"
`;

describe('reflow.yaml', () => {
  it("[P3] reads the architecture document's complete example", () => {
    const config = parseConfig(complete, 'reflow.yaml');
    expect(config.sandbox.python).toMatchObject({
      memory: 1024 ** 3,
      cpu: 1,
      packages: ['numpy', 'pandas', 'scikit-learn'],
    });
    expect(config.sandbox.pool).toMatchObject({ preload_count: 5, max_size: 20, idle_timeout: 300 });
    expect(config.websocket).toMatchObject({ port: 8080, max_frame_size: 10 * 1024 ** 2 });
  });

  it('[D1] has the default patterns and exclusions when there is no file', () => {
    const config = parseConfig('', 'reflow.yaml');
    expect(config.script_patterns).toEqual(['**/*.actor.{py,js,mjs,cjs,ts,mts}', '**/actors/*.{py,js,mjs,cjs,ts,mts}']);
    expect(config.excluded_paths).toContain('**/node_modules/**');
    expect(config.websocket).toMatchObject({ host: '127.0.0.1', port: 5556 });
  });

  it('[P3] names line and column of everything that is wrong', () => {
    const text =
      'workspace:\n  sandbox:\n    python:\n      memory: lots\n      colour: red\n    javascript:\n      memory: 512\n  websocket:\n    port: 99999\n';
    expect(() => parseConfig(text, 'reflow.yaml')).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          /reflow\.yaml:4:7: .*"lots" is no size[^]*reflow\.yaml:5:7: unknown key "sandbox\.python\.colour"[^]*reflow\.yaml:7:7: .*at least 1MB[^]*reflow\.yaml:9:5: /,
        ) as string,
      }) as Error,
    );
    expect(() => parseConfig('a: [1\nb: 2', 'reflow.yaml')).toThrow(/reflow\.yaml:\d+:\d+: /);
  });

  it('[P3] points at items of lists, at the other way to write patterns, and at what should hold keys', () => {
    const problem = (text: string): string => {
      try {
        parseConfig(text, 'reflow.yaml');
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(problem('sandbox:\n  python:\n    packages:\n      - numpy\n      - 5\n')).toMatch(/^reflow\.yaml:5:9: /);
    expect(problem('script_actors:\n  patterns: x\n  paterns: y\n')).toMatch(
      /reflow\.yaml:3:3: unknown key "script_actors.paterns"[^]*reflow\.yaml:2:3: script_patterns: /,
    );
    expect(problem('name: x\nworkspace: 5\n')).toMatch(/^reflow\.yaml:2:1: workspace: expected keys/);
    expect(problem('a: 1\na: 2\n')).toMatch(/^reflow\.yaml:2:1: /);
    expect(problem('- 1\n')).toMatch(/^reflow\.yaml:1:1: /);
    const url = problem('redis:\n  url: "http://user:secret@x"\n');
    expect(url).toMatch(/^reflow\.yaml:2:3: redis\.url: /);
    expect(url).not.toContain('secret');
    expect(problem('websocket: { max_frame_size: 0 }')).toMatch(/^reflow\.yaml:1:14: websocket.max_frame_size: /);
    const bomb = Array.from(
      { length: 20 },
      (_, level) =>
        `l${level}: &l${level} [${Array.from({ length: 9 }, () => (level ? `*l${level - 1}` : 'x')).join()}]`,
    );
    expect(problem(bomb.join('\n'))).toMatch(/^reflow\.yaml:1:1: /);
  });

  it('[P3] refuses what is written twice, in either of its two places or names, with its line', () => {
    const problem = (text: string): string => {
      try {
        parseConfig(text, 'reflow.yaml');
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(problem('workspace:\n  redis: { ttl: 5 }\nredis:\n  ttl: 6\n')).toMatch(/^reflow\.yaml:3:1: "redis" stands/);
    expect(problem('script_patterns: [a]\nscript_actors:\n  patterns: [b]\n')).toMatch(/^reflow\.yaml:3:3: .*one key/);
    const pool = (text: string): string => problem(`sandbox:\n  pool:\n${text}`);
    expect(pool('    max_size: 3\n    max_instances: 4\n')).toMatch(/^reflow\.yaml:4:5: .*max_size says the same/);
    expect(pool('    python:\n      max_size: 3\n      max_instances: 4\n')).toMatch(/^reflow\.yaml:5:7: /);
    expect(pool('    javascript: { max_size: 3 }\n    nodejs: { max_size: 4 }\n')).toMatch(/^reflow\.yaml:4:5: /);
    expect(pool('    max_size: 3\n    python: { max_instances: 4 }\n')).toBe('accepted');
  });

  it('[P3] reads what the reference writes elsewhere: patterns of script actors, pools by runtime, isolation', () => {
    const config = parseConfig(
      [
        'script_actors:\n  patterns:\n    - "**/*.actor.py"\n    - "**/actors/*.js"',
        'sandbox:\n  isolation:\n    filesystem: none\n    network: restricted\n    memory: limited',
        '    cpu: throttled\n    syscalls: filtered',
        '  pool:\n    python: { min_instances: 10, max_instances: 100 }\n    nodejs: { min_instances: 3 }',
      ].join('\n'),
      'reflow.yaml',
    );
    expect(config.script_patterns).toEqual(['**/*.actor.py', '**/actors/*.js']);
    expect(config.sandbox.isolation).toBe('any');
    expect(config.sandbox.pool).toMatchObject({
      python: { min_instances: 10, max_instances: 100 },
      nodejs: { min_instances: 3 },
    });
    expect(() => parseConfig('sandbox:\n  isolation:\n    network: open\n    disk: no', 'reflow.yaml')).toThrow(
      /:3:5: sandbox\.isolation\.network: [^]*:4:5: unknown key "sandbox\.isolation\.disk"/,
    );
    expect(() => parseConfig('sandbox:\n  isolation: lots', 'reflow.yaml')).toThrow(/:2:3: sandbox\.isolation: /);
  });

  it('[P3] the environment overrides the file, flags override both, and what cannot be used is named', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'reflow-config-'));
    try {
      await writeFile(path.join(root, 'reflow.yaml'), complete);
      const load = (environment: Record<string, string>, flags = {}) => loadConfig(root, environment, flags);
      expect((await load({})).redis.url).toBe('redis://localhost:6379');
      expect((await load({ REDIS_URL: 'redis://b' })).redis.url).toBe('redis://b');
      const both = { REDIS_URL: 'redis://b', MICROSANDBOX_REDIS_URL: 'redis://c' };
      expect((await load(both)).redis.url).toBe('redis://c');
      await expect(load({ REDIS_URL: 'http://:secret@b' })).rejects.toThrow(
        /^The environment variable REDIS_URL cannot/,
      );
      await expect(load({}, { redis: 'b' })).rejects.toThrow(/^--redis cannot be read/);
      const flagged = await load(both, { redis: 'redis://d', port: 7, host: '::1', driver: 'docker' });
      expect(flagged).toMatchObject({
        redis: { url: 'redis://d' },
        websocket: { port: 7, host: '::1' },
        sandbox: { driver: 'docker' },
      });
      const limited = await load({
        MICROSANDBOX_SANDBOX_MEMORY_MB: '256',
        MICROSANDBOX_SANDBOX_CPU_LIMIT: '0.25',
        MICROSANDBOX_COMPRESSION_ALGORITHM: 'none',
      });
      expect(limited.sandbox).toMatchObject({
        python: { memory: 256 * 1024 ** 2, cpu: 0.25 },
        javascript: { memory: 256 * 1024 ** 2, cpu: 0.25 },
      });
      expect(limited.websocket.compression).toBe(false);
      const log = async (environment: Record<string, string>) => (await load(environment)).log;
      expect(await log({})).toEqual({ level: 'info', parts: new Map() });
      expect(await log({ RUST_LOG: 'debug' })).toMatchObject({ level: 'debug' });
      expect(await log({ RUST_LOG: 'hyper::server=trace,my/filter' })).toMatchObject({ level: 'info' });
      expect(await log({ RUST_LOG: 'debug', REFLOW_LOG: 'warn,rpc=off' })).toEqual({
        level: 'warn',
        parts: new Map([['rpc', 'off']]),
      });
      await expect(log({ REFLOW_LOG: 'info,rcp=debug' })).rejects.toThrow(/REFLOW_LOG is "info,rcp=debug"; give/);
      expect(() => parseConfig('workspace:\n  log: loud', 'reflow.yaml')).toThrow(/:2:3: log: write a level/);
      for (const name of [
        'MICROSANDBOX_SANDBOX_MEMORY_MB',
        'MICROSANDBOX_SANDBOX_CPU_LIMIT',
        'MICROSANDBOX_COMPRESSION_ALGORITHM',
      ])
        await expect(load({ [name]: 'lots' })).rejects.toThrow(`${name} is "lots"`);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
