import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ComponentDescription, DiscoveredScriptActor } from '#shared/actor/actor.ts';
import { component as described } from '#shared/actor/componentFixture.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { LogRecord } from '#shared/rpc/live/log.ts';
import { RpcClient } from '#shared/rpc/client.ts';
import { Packet } from '../../electron/backend/channel/packet.ts';
import type { FileReading, FileRequest } from '../../electron/backend/readers/fileReader.ts';
import type {
  Component,
  ComponentInstance,
  Firing,
  InstanceOptions,
} from '../../electron/backend/registry/component.ts';
import { ComponentRegistry } from '../../electron/backend/registry/componentRegistry.ts';
import { ActorHost } from '../../electron/backend/rpc/actorHost.ts';
import { ActorLoader } from '../../electron/backend/rpc/actorLoader.ts';
import { WebSocketTransport } from '../../electron/backend/rpc/client/webSocketTransport.ts';
import { actorMethods } from '../../electron/backend/rpc/methods/actorMethods.ts';
import { RpcServer } from '../../electron/backend/rpc/rpcServer.ts';

type Run = (firing: Firing, options: InstanceOptions, cancelled: Promise<void>) => Promise<void> | void;

/** An actor written in this file. It runs firings one by one, as every component does, and counts its instances. */
class TestComponent implements Component {
  readonly description: ComponentDescription;
  readonly made: InstanceOptions[] = [];
  readonly held: boolean[] = [];
  live = 0;
  capacity = 4;

  constructor(
    name: string,
    private readonly run: Run,
    namespace = 'default',
    file: string | null = null,
  ) {
    this.description = described(name, {}, { namespace, file, line: 1 });
  }

  async createInstance(options: InstanceOptions): Promise<ComponentInstance> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (options.config['broken']) throw Object.assign(new Error('defect'));
    this.made.push(options);
    this.live++;
    const queue: Firing[] = [];
    let cancel = (): void => {};
    let isRunning = false;
    const advance = async (): Promise<void> => {
      if (isRunning) return;
      isRunning = true;
      for (let firing = queue.shift(); firing; firing = queue.shift()) {
        let completed = false;
        const once: Firing = {
          inputs: firing.inputs,
          timestamp: firing.timestamp,
          emit: (...all) => firing.emit(...all),
          log: (...all) => firing.log(...all),
          complete: (failure) => {
            if (!completed) firing.complete(failure);
            completed = true;
          },
        };
        const cancelled = new Promise<void>((resolve) => (cancel = resolve));
        await Promise.race([this.run(once, options, cancelled), cancelled]);
        once.complete(failureOf('Cancelled'));
      }
      isRunning = false;
    };
    return {
      capacity: this.capacity,
      fire: (firing) => {
        queue.push(firing);
        void advance();
      },
      hold: (held) => this.held.push(held),
      cancel: () => {
        const behind = queue.splice(0);
        cancel();
        for (const firing of behind) firing.complete(failureOf('Cancelled'));
      },
      [Symbol.asyncDispose]: async () => {
        this.live--;
      },
    };
  }
}

const failureOf = (type: string, message = 'told'): ActorFailure => ({ type, message, stack: 'line 3', port: 'input' });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let folder: string;
let outside: string;
let registry: ComponentRegistry;
let server: RpcServer;
let host: ActorHost;
let client: RpcClient;
let trusted: boolean;
let records: LogRecord[];
let files: Record<string, string[]>;
/** The host's time; it stands still unless a test moves it. */
let clock: number;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reflow-actors-'));
  outside = await mkdtemp(path.join(tmpdir(), 'reflow-outside-'));
  registry = new ComponentRegistry();
  trusted = true;
  records = [];
  files = {};
  clock = 1_000_000;
  host = new ActorHost({
    registry,
    discovered: (name) =>
      loader.discovered(name) ?? (name === 'default.known' ? discoveredActor('known', 'known.actor.py') : undefined),
    isTrusted: () => trusted,
    log: (record) => records.push(record),
    stateNamespace: 'reflow',
    mostInstances: 3,
    idleTimeout: 40,
    now: () => clock,
  });
  const loader: ActorLoader = new ActorLoader({
    workspaceRoot: folder,
    allowedPaths: [path.join(outside, 'named.actor.py')],
    sourceFolder: path.join(folder, '.reflow', 'loaded'),
    registry,
    read: async (requests) => Promise.all(requests.map(readTestFile)),
    createComponent: ({ component, workspace_metadata, file_path }) =>
      new TestComponent(component, echo, workspace_metadata.namespace, file_path),
  });
  server = RpcServer.for(
    actorMethods(host, loader, (record) => records.push(record)),
    {
      host: '127.0.0.1',
      port: 0,
      token: null,
      logger: pino({ level: 'silent' }),
    },
  );
  await server.listen();
  client = new RpcClient(await WebSocketTransport.connect(server.url));
});
afterEach(async () => {
  client.close();
  await server[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
  for (const each of [folder, outside]) await rm(each, { recursive: true });
});

function discoveredActor(component: string, file_path: string): DiscoveredScriptActor {
  const workspace_metadata = { namespace: 'default' } as DiscoveredScriptActor['workspace_metadata'];
  return { component, file_path, runtime: 'python', workspace_metadata } as DiscoveredScriptActor;
}

/** A file of this test declares the actors whose names it lists, one a line. */
async function readTestFile({ absolute, path: file }: FileRequest): Promise<FileReading> {
  const names = (await readFile(absolute, 'utf8')).split('\n').filter((line) => line !== '');
  files[file] = names;
  const problems = names.length > 0 ? [] : [{ file, line: 1, column: 1, message: 'No actor is declared here.' }];
  return {
    path: file,
    hash: '',
    lastModified: '',
    parsed: true,
    actors: names.map((name) => discoveredActor(name, file)),
    problems,
  };
}

const echo: Run = (firing) => {
  for (const [port, packet] of firing.inputs) firing.emit(port, packet, true);
  firing.complete();
};

describe('process', () => {
  it('[R2][R3] each send_output arrives before the response; outputs are the last values and sent counts the sends', async () => {
    registry.register(
      new TestComponent('counter', async (firing) => {
        const input = firing.inputs.get('input')!;
        firing.emit('out', Packet.of(1), false);
        await pause(5);
        firing.emit('out', input, false);
        firing.emit('result', Packet.ofJson(Buffer.from('{"big":12345678901234567890}')), true);
        firing.emit('other', Packet.of(Number.NaN), true);
        firing.log('warn', 'careful', 7);
        firing.complete();
      }),
    );
    const heard: unknown[] = [];
    const other = new RpcClient(await WebSocketTransport.connect(server.url));
    other.on('script_output', () => heard.push('somebody else heard it'));
    client.on('script_output', (params) => heard.push(params));
    client.on('log', (params) => heard.push(params));
    const result = await client.call('process', {
      actor_id: 'counter',
      payload: { input: { type: 'Integer', data: 2n ** 60n } },
    });
    heard.push('response');
    expect(result).toEqual({
      outputs: { out: 2n ** 60n, result: { big: 12345678901234567890n }, other: { type: 'Float', data: 'NaN' } },
      sent: { out: 2 },
    });
    expect(heard).toEqual([
      { actor_id: 'counter', port: 'out', data: 1, timestamp: expect.any(Number), request_id: 1 },
      { actor_id: 'counter', port: 'out', data: 2n ** 60n, timestamp: expect.any(Number), request_id: 1 },
      { actor_id: 'counter', level: 'warn', text: 'careful', timestamp: 7, request_id: 1 },
      'response',
    ]);
    expect(records).toContainEqual({ actorId: 'counter', graph: null, level: 'warn', text: 'careful', timestamp: 7 });
    other.close();
  });

  it('[R1] failures of actors have their own codes and carry type, message and stack', async () => {
    registry.register(
      new TestComponent('failing', (firing) => firing.complete(failureOf(String(firing.inputs.get('type')!.value)))),
    );
    const failures: unknown[] = [];
    for (const type of ['ValueError', 'Timeout', 'OutOfMemory', 'PoolExhausted', 'StateUnavailable', 'Cancelled'])
      failures.push(
        await client.call('process', { actor_id: 'failing', payload: { type } }).catch((error: unknown) => error),
      );
    expect(failures).toMatchObject([
      {
        code: 'actorFailed',
        message: 'ValueError: told',
        data: { type: 'ValueError', message: 'told', stack: 'line 3' },
      },
      { code: 'timeout' },
      { code: 'outOfMemory' },
      { code: 'poolExhausted' },
      { code: 'stateUnavailable' },
      { code: 'cancelled' },
    ]);
    const unknown = await client.call('process', { actor_id: 'faling', payload: {} }).catch((error: unknown) => error);
    expect(unknown).toMatchObject({ code: 'unknownActor', message: expect.stringContaining('Did you mean failing?') });
  });

  it('[T3] state is kept under what params.state says, else under redis.namespace and actor_id', async () => {
    const component = new TestComponent('stateful', echo);
    registry.register(component);
    for (const state of [
      undefined,
      {},
      { namespace: 'other' },
      { actor_id: 'mine' },
      { namespace: 'n', actor_id: 'a' },
    ])
      await client.call('process', { actor_id: 'stateful', payload: {}, state });
    expect(component.made.map(({ state }) => state)).toEqual([
      { namespace: 'reflow', actorId: 'stateful' },
      { namespace: 'other', actorId: 'stateful' },
      { namespace: 'reflow', actorId: 'mine' },
      { namespace: 'n', actorId: 'a' },
    ]);
  });

  it('[R2] config and timestamp reach the actor; calls that agree share an instance, and those that idle make room', async () => {
    const times: unknown[] = [];
    const component = new TestComponent('configured', (firing, { config }) => {
      times.push([firing.timestamp, config]);
      firing.complete();
    });
    registry.register(component);
    await client.call('process', { actor_id: 'configured', payload: {}, config: { level: 1 }, timestamp: 1234567890 });
    await client.call('process', { actor_id: 'configured', payload: {}, config: { level: 1 } });
    expect(times).toEqual([
      [1234567890, { level: 1 }],
      [undefined, { level: 1 }],
    ]);
    expect(component.made.length).toBe(1);
    for (let level = 2; level < 8; level++)
      await client.call('process', { actor_id: 'configured', payload: {}, config: { level } });
    await expect.poll(() => component.live).toBeLessThanOrEqual(3);
    clock += 41;
    await expect.poll(() => component.live).toBe(0);
    expect((await client.call('list', {})).actors[0]).toMatchObject({ actor_id: 'configured', loaded: false });
    await client.call('process', { actor_id: 'configured', payload: {} });
    expect((await client.call('list', {})).actors[0]).toMatchObject({ loaded: true });
  });

  it('[R1][R2] params of process are checked one by one: what does not fit is -32602, whatever else is usual', async () => {
    registry.register(new TestComponent('echo', echo));
    const call = (params: object) => client.call('process', { actor_id: 'echo', payload: { a: 1 }, ...params });
    for (const params of [
      {},
      { config: {}, state: {} },
      { config: null, state: null, timestamp: null },
      { state: { namespace: 'n', actor_id: 'a' }, timestamp: 5, config: { deep: [{}] } },
    ])
      expect(await call(params)).toEqual({ outputs: { a: 1 }, sent: {} });
    for (const wrong of [
      { actor_id: 5 },
      { payload: [1] },
      { payload: 'text' },
      { payload: null },
      { config: [1] },
      { config: 5 },
      { state: [] },
      { state: 'x' },
      { state: { namespace: 5 } },
      { state: { actor_id: null } },
      { timestamp: 'now' },
      { traceparent: 5 },
    ])
      await expect(call(wrong as object), JSON.stringify(wrong)).rejects.toMatchObject({ code: 'invalidParams' });
  });

  it('[R5] calls of one actor run in order, those of different actors side by side', async () => {
    const order: string[] = [];
    let active = 0;
    let most = 0;
    const slow: Run = async (firing, { actorId }) => {
      most = Math.max(most, ++active);
      await pause(5);
      active--;
      order.push(`${actorId}${String(firing.inputs.get('n')!.value)}`);
      firing.complete();
    };
    registry.register(new TestComponent('a', slow));
    registry.register(new TestComponent('b', slow));
    await Promise.all(
      [1, 2, 3, 4, 5, 6].flatMap((n) =>
        ['a', 'b'].map((actor_id) => client.call('process', { actor_id, payload: { n } })),
      ),
    );
    expect(order.filter((each) => each.startsWith('a'))).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
    expect(order.filter((each) => each.startsWith('b'))).toEqual(['b1', 'b2', 'b3', 'b4', 'b5', 'b6']);
    expect(most).toBe(2);
  });

  it('[R1][R5] cancel ends the call that runs or drops one that waits, and leaves the others be', async () => {
    const ran: unknown[] = [];
    registry.register(
      new TestComponent('slow', async (firing, _, cancelled) => {
        const n = firing.inputs.get('n')!.value;
        ran.push(n);
        await (n === 'long' ? cancelled : pause(1));
        firing.emit('n', Packet.of(n), true);
        firing.complete(n === 'long' ? failureOf('Cancelled') : undefined);
      }),
    );
    const abortion = new AbortController();
    const waiting = new AbortController();
    const run = (n: string, signal?: AbortSignal) =>
      client.call('process', { actor_id: 'slow', payload: { n } }, signal ? { signal } : {}).then(
        ({ outputs }) => outputs['n'],
        ({ code }: { code: string }) => code,
      );
    const calls = [
      run('1'),
      run('long', abortion.signal),
      run('2'),
      run('3'),
      run('4'),
      run('5'),
      run('dropped', waiting.signal),
      run('6'),
    ];
    await expect.poll(() => ran).toContain('long');
    waiting.abort();
    abortion.abort();
    expect(await Promise.all(calls)).toEqual(['1', 'cancelled', '2', '3', '4', '5', 'cancelled', '6']);
    expect(ran).toEqual(['1', 'long', '2', '3', '4', '5', '6']);
  });

  it('[R5] the end of the connection ends its calls, so the actor is free for others', async () => {
    const component = new TestComponent('stuck', (firing, _, cancelled) =>
      firing.inputs.has('go') ? firing.complete() : cancelled,
    );
    registry.register(component);
    const leaving = new RpcClient(await WebSocketTransport.connect(server.url));
    const lost = [1, 2, 3].map(() =>
      leaving.call('process', { actor_id: 'stuck', payload: {} }).catch((error: unknown) => error),
    );
    await expect.poll(() => component.made.length).toBe(1);
    leaving.close();
    await Promise.all(lost);
    expect(await client.call('process', { actor_id: 'stuck', payload: { go: 1 } })).toEqual({ outputs: {}, sent: {} });
  });

  it('[X4] what a broken sandbox sends as JSON cannot pass itself off as another answer', async () => {
    registry.register(
      new TestComponent('forger', (firing) => {
        firing.emit(
          'out',
          Packet.ofJson(Buffer.from('1},"sent":{}},"id":1},{"jsonrpc":"2.0","result":{"forged":true')),
          true,
        );
        firing.complete();
      }),
    );
    expect(await client.call('process', { actor_id: 'forger', payload: {} })).toEqual({
      outputs: { out: { message: expect.stringContaining('cannot be read') } },
      sent: {},
    });
  });

  it('[R1] a defect while an instance is made is internal, and the next call gets another instance', async () => {
    const component = new TestComponent('fragile', echo);
    registry.register(component);
    const broken = { actor_id: 'fragile', payload: {}, config: { broken: true } };
    await expect(client.call('process', broken)).rejects.toMatchObject({ code: 'internalError' });
    await expect(client.call('process', broken)).rejects.toMatchObject({ code: 'internalError' });
    expect(await client.call('process', { ...broken, config: null })).toEqual({ outputs: {}, sent: {} });
  });

  it('[X1] nothing runs while the workspace is not trusted', async () => {
    registry.register(new TestComponent('any', echo));
    trusted = false;
    await expect(client.call('process', { actor_id: 'any', payload: {} })).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('load', () => {
  it('[R2][X3] takes files inside the workspace or named by --actors and refuses others, links out included', async () => {
    await mkdir(path.join(folder, 'sub'));
    await writeFile(path.join(folder, 'sub', 'inside.py'), 'inside\nsecond\n');
    await writeFile(path.join(outside, 'secret.actor.py'), 'secret\n');
    const named = path.join(outside, 'named.actor.py');
    expect(await client.call('load', { file_path: named })).toEqual({
      success: false,
      error: `There is no file ${named}.`,
    });
    await writeFile(named, 'named\n');
    await writeFile(path.join(folder, 'empty.actor.py'), '\n');
    await symlink(path.join(outside, 'secret.actor.py'), path.join(folder, 'link.actor.py'));
    await symlink(outside, path.join(folder, 'linked'));
    const load = (file_path: string) => client.call('load', { file_path });
    expect(await load('sub/inside.py')).toEqual({ success: true, actor: 'inside' });
    expect(await load(path.join(folder, 'sub/inside.py'))).toEqual({ success: true, actor: 'inside' });
    expect(await load(path.join(outside, 'named.actor.py'))).toEqual({ success: true, actor: 'named' });
    for (const file of [
      path.join(outside, 'secret.actor.py'),
      path.join(outside, 'missing.actor.py'),
      '../x.py',
      'link.actor.py',
      'linked/secret.actor.py',
      '/etc/passwd',
    ])
      expect(await load(file)).toEqual({
        success: false,
        error: expect.stringMatching(/outside the workspace.*--actors/),
      });
    expect(await load('missing.py')).toEqual({ success: false, error: expect.stringContaining('no file missing.py') });
    expect(await load('empty.actor.py')).toEqual({
      success: false,
      error: 'empty.actor.py:1:1: No actor is declared here.',
    });
    expect(Object.keys(files)).not.toContain('secret.actor.py');
    const { actors } = await client.call('list', {});
    expect(actors.map(({ actor_id, loaded }) => [actor_id, loaded])).toEqual([
      ['inside', true],
      ['named', true],
      ['second', false],
    ]);
    expect(await client.call('process', { actor_id: 'second', payload: { a: 1 } })).toEqual({
      outputs: { a: 1 },
      sent: {},
    });
  });

  it('[R2] takes source, again under the same name, and describes and unloads it', async () => {
    const load = (source: string, name = 'given') => client.call('load', { source, name, runtime: 'python' });
    expect(await load('anything\n')).toEqual({ success: true, actor: 'given' });
    expect(await load('other\n')).toEqual({ success: true, actor: 'given' });
    expect(await load('\n')).toMatchObject({ success: false });
    expect(await load('x\n', '../../escape')).toMatchObject({
      success: false,
      error: expect.stringContaining('cannot name an actor'),
    });
    for (const path of ['../up.py', '/etc/up.py', 'a/../../up.py', 'work.js', ''])
      expect(
        await client.call('load', { source: 'x\n', name: 'given', runtime: 'python', path, files: {} }),
        path,
      ).toMatchObject({ success: false, error: expect.stringMatching(/cannot be a file's path|is no python file/) });
    expect(
      await client.call('load', { source: 'x\n', name: 'given', runtime: 'python', files: { '../up.py': '' } }),
    ).toMatchObject({ success: false, error: expect.stringContaining("cannot be a file's path") });
    expect(await client.call('describe', { actor_id: 'given' })).toMatchObject({ component: 'given' });
    expect(await client.call('process', { actor_id: 'given', payload: { a: 1 } })).toEqual({
      outputs: { a: 1 },
      sent: {},
    });
    expect(await client.call('unload', { actor_id: 'given' })).toEqual({ success: true });
    await expect(client.call('process', { actor_id: 'given', payload: {} })).rejects.toMatchObject({
      code: 'unknownActor',
    });
    await expect(client.call('describe', { actor_id: 'given' })).rejects.toMatchObject({ code: 'unknownActor' });
  });

  it('[R2][X3] native components are neither listed nor called: they run outside any sandbox', async () => {
    const native = new TestComponent('File read', echo, 'native');
    Object.assign(native.description, { kind: 'native' });
    registry.register(native);
    expect(await client.call('list', {})).toEqual({ actors: [] });
    await expect(client.call('process', { actor_id: 'File read', payload: {} })).rejects.toMatchObject({
      code: 'unknownActor',
    });
  });
});
