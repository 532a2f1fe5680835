import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DiscoveredScriptActor } from '#shared/actor/actor.ts';
import type { Metadata } from '#shared/graph/graph.ts';
import type { Value } from '#shared/message/message.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import { Packet } from '../../electron/backend/channel/packet.ts';
import { Discovery } from '../../electron/backend/discovery/discovery.ts';
import { defaultPatterns } from '../../electron/backend/discovery/filePatterns.ts';
import { WasmComponent } from '../../electron/backend/registry/wasm/wasmComponent.ts';
import type { Firing } from '../../electron/backend/registry/component.ts';
import type { WasmInstance } from '../../electron/backend/registry/wasm/wasmInstance.ts';
import { LmdbStateStore } from '../../electron/backend/state/lmdb/lmdbStateStore.ts';
import type { StateStore } from '../../electron/backend/state/stateStore.ts';
import { builtProgram, wasmWorker } from '../builtProgram.ts';
import { Folder, projectRoot, reflowStudio } from './commandLine.ts';
import { parserPool } from './discoveryParsers.ts';

const run = promisify(execFile);
const example = path.join(projectRoot, 'resources/examples/wasm');

/** What the tests' own actors import; each test writes a body of `process` over it. */
const head = `
@external('extism:host/env', 'input_length') declare function inputLength(): u64;
@external('extism:host/env', 'alloc') declare function allocate(length: u64): u64;
@external('extism:host/env', 'length') declare function lengthOf(at: u64): u64;
@external('extism:host/env', 'load_u8') declare function loadByte(at: u64): u8;
@external('extism:host/env', 'store_u8') declare function storeByte(at: u64, byte: u8): void;
@external('extism:host/env', 'input_load_u8') declare function inputByte(at: u64): u8;
@external('extism:host/env', 'output_set') declare function outputSet(at: u64, length: u64): void;
@external('extism:host/env', 'var_get') declare function variable(key: u64): u64;
@external('extism:host/env', 'var_set') declare function setVariable(key: u64, at: u64): void;
@external('extism:host/env', 'config_get') declare function config(key: u64): u64;
@external('extism:host/env', 'log_info') declare function info(at: u64): void;
@external('extism:host/user', 'reflow_state') declare function state(operation: u64): u64;
@external('extism:host/env', 'http_request') declare function http(request: u64, body: u64): u64;
export function stop(m: string | null, f: string | null, l: u32, c: u32): void { unreachable(); }
function text(s: string): u64 {
  const at = allocate(s.length);
  for (let i = 0; i < s.length; i++) storeByte(at + i, <u8>s.charCodeAt(i));
  return at;
}
function send(s: string): i32 { outputSet(text(s), s.length); return 0; }
function input(): string {
  let s = '';
  for (let i: u64 = 0; i < inputLength(); i++) s += String.fromCharCode(inputByte(i));
  return s;
}
`;

let worker: Awaited<ReturnType<typeof builtProgram>>;
let parsers: Awaited<ReturnType<typeof parserPool>>;
let states: string;
let store: StateStore;
const opened: AsyncDisposable[] = [];

beforeAll(async () => {
  worker = await builtProgram(wasmWorker);
  parsers = await parserPool();
  states = await mkdtemp(path.join(tmpdir(), 'wasm-state-'));
  store = LmdbStateStore.open({ folder: states });
});
afterAll(async () => {
  await parsers[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await rm(states, { recursive: true });
});
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one[Symbol.asyncDispose]();
});

async function compile(folder: Folder, name: string, body: string, flags: string[] = []): Promise<void> {
  const source = `${name}.source.ts`;
  await writeFile(folder.path(source), `${head}\n${body}`);
  const asc = path.join(projectRoot, 'node_modules/assemblyscript/bin/asc.js');
  const target = folder.path(`${name}.actor.wasm`);
  await run(
    process.execPath,
    [asc, source, '-o', `${name}.new`, '--runtime', 'minimal', '--use', `abort=${name}.source/stop`, ...flags],
    { cwd: folder.root },
  );
  await rename(folder.path(`${name}.new`), target);
}

async function workspace(files: Record<string, string> = {}): Promise<Folder> {
  const folder = await Folder.make(files);
  opened.push(folder);
  return folder;
}

async function discover(folder: Folder) {
  await using discovery = new Discovery({ root: folder.root, patterns: defaultPatterns, parsers: parsers.parsers });
  return discovery.scan();
}

let nodes = 0;

interface Settings {
  manifest?: object;
  config?: Metadata;
  flags?: string[];
}

async function made(body: string, { manifest = {}, config = {}, flags = [] }: Settings = {}) {
  const ports = { inports: ['n'], outports: ['out'] };
  const folder = await workspace({ 'it.actor.json': JSON.stringify({ ...ports, ...manifest }) });
  await compile(folder, 'it', body, flags);
  const { actors, problems } = await discover(folder);
  expect(problems).toEqual([]);
  return { folder, ...(await instanceOf(folder, actors[0]!, config)) };
}

async function instanceOf(
  folder: Folder,
  actor: DiscoveredScriptActor,
  config: Metadata = {},
  { own = store, node = `node${++nodes}` } = {},
) {
  const component = new WasmComponent(actor, { root: folder.root, worker: worker.file, ceiling: {}, state: own });
  const stale: (string | null)[] = [];
  const instance = await component.createInstance({
    ...{ actorId: node, graph: null, config, limits: {}, environment: {} },
    state: { namespace: 'n', actorId: node },
    host: { log: () => {}, staleCode: (problem) => void stale.push(problem) },
  });
  opened.push(instance);
  return { component, instance, stale };
}

interface Fired {
  outputs: [string, Value][];
  logs: string[];
  failure: ActorFailure | undefined;
}

function fire(instance: WasmInstance, inputs: Record<string, Value>): Promise<Fired> {
  return new Promise((resolve) => {
    const fired: Fired = { outputs: [], logs: [], failure: undefined };
    instance.fire({
      inputs: new Map(Object.entries(inputs).map(([port, value]) => [port, Packet.of(value)])),
      emit: (port, packet) => fired.outputs.push([port, packet.value]),
      log: (level, text) => fired.logs.push(`${level} ${text}`),
      complete: (failure) => resolve({ ...fired, failure }),
    });
  });
}

describe('the example', { timeout: 120_000 }, () => {
  it.each(['collatz', 'tally'])('[C4] %s is what its AssemblyScript source compiles to', async (name) => {
    const folder = await workspace();
    await cp(example, folder.root, { recursive: true });
    const asc = path.join(projectRoot, 'node_modules/assemblyscript/bin/asc.js');
    const options = [`assembly/${name}.ts`, '-o', 'built.wasm', '-O3', '--runtime', 'stub'];
    await run(process.execPath, [asc, ...options, '--use', 'abort=assembly/extism/stop'], { cwd: folder.root });
    const shipped = await readFile(folder.path(`${name}.actor.wasm`));
    expect((await readFile(folder.path('built.wasm'))).equals(shipped)).toBe(true);
  });

  it('[C4] does what it says', async () => {
    const folder = await workspace();
    await cp(example, folder.root, { recursive: true });
    const { actors, problems } = await discover(folder);
    expect(problems).toEqual([]);
    expect(actors[0]).toMatchObject({
      component: 'Collatz',
      runtime: 'wasm',
      file_path: 'collatz.actor.wasm',
      entry: 'process',
    });
    const { instance, component } = await instanceOf(folder, actors[0]!);
    expect(component.description).toMatchObject({ kind: 'wasm', badge: 'wasm' });
    expect((await fire(instance, { n: 27 })).outputs).toEqual([
      ['steps', 111],
      ['highest', 9232],
    ]);
    expect((await fire(instance, { n: 'x' })).failure).toMatchObject({
      message: 'n must be a whole number from 1 on',
      port: 'n',
    });
    const many = await Promise.all(
      Array.from({ length: 3000 }, (_, index) => fire(instance, { n: 2 ** (index % 40) })),
    );
    expect(many.map(({ outputs }) => outputs[0]![1])).toEqual(Array.from({ length: 3000 }, (_, index) => index % 40));
  });

  it('[C4] [C6] [T1] keeps its sum as state of the node, for its next instance and for nobody else', async () => {
    const folder = await workspace();
    await cp(example, folder.root, { recursive: true });
    const tally = (await discover(folder)).actors.find(({ component }) => component === 'Tally')!;
    const totals = async (node: string, numbers: number[]) => {
      const { instance } = await instanceOf(folder, tally, {}, { node });
      const fired = await Promise.all(numbers.map((n) => fire(instance, { n })));
      return { totals: fired.map(({ outputs }) => outputs[0]![1]), logs: fired.flatMap(({ logs }) => logs) };
    };
    expect(await totals('one', [3, 4])).toEqual({ totals: [3, 7], logs: ['info The first number is 3'] });
    expect(await totals('one', [5])).toEqual({ totals: [12], logs: [] });
    expect((await totals('other', [1])).totals).toEqual([1]);
    expect(await store.run({ namespace: 'n', actorId: 'one' }, ['get', 'total'])).toBe(12);
  });

  it('[N1][C4] while it is held back it sends no more than the message at hand, though its thread has done many', async () => {
    const folder = await workspace();
    await cp(example, folder.root, { recursive: true });
    const { actors } = await discover(folder);
    const { instance } = await instanceOf(folder, actors[0]!);
    const sent: Value[] = [];
    let completed = 0;
    const firing = (n: number): Firing => ({
      inputs: new Map([['n', Packet.of(n)]]),
      emit: (port, packet) => {
        if (port === 'steps') sent.push(packet.value);
        instance.hold(true);
      },
      log: () => {},
      complete: () => void completed++,
    });
    for (let index = 0; index < 200; index++) instance.fire(firing(2 ** (index % 40)));
    for (let round = 1; round <= 200; round++) {
      await expect.poll(() => completed, { timeout: 20_000, interval: 1 }).toBe(round);
      expect(sent).toHaveLength(round);
      instance.hold(false);
    }
    expect(sent).toEqual(Array.from({ length: 200 }, (_, index) => index % 40));
  });

  it('[C4] runs in a flow from the command line', async () => {
    const { code, lines } = await reflowStudio(['run', path.join(example, 'collatz.graph.json')]);
    expect(code).toBe(0);
    expect(lines.length).toBeGreaterThan(0);
  });
});

describe('discovery', () => {
  it('[C4] [D2] goes by the file’s name and the manifest; the module is not even compiled', async () => {
    const folder = await workspace({
      'a.actor.json': '{"component": "A", "outports": {"x": "integer"},\n "timeout": "soon"}',
      'b.actor.json': '{"component": ',
      'deep/d.actor.json': '\uFEFF{}',
    });
    const empty = Buffer.from('\0asm\u0001\0\0\0', 'latin1');
    for (const name of ['a', 'b', 'c', 'deep/d']) await writeFile(folder.path(`${name}.actor.wasm`), empty);
    await writeFile(folder.path('e.actor.wasm'), 'text');
    await writeFile(folder.path('e.actor.json'), '{}');
    const { actors, problems } = await discover(folder);
    expect(actors.map(({ component, workspace_metadata }) => `${workspace_metadata.namespace}.${component}`)).toEqual([
      'default.A',
      'deep.d',
    ]);
    expect(actors[1]!.inports.map(({ name }) => name)).toEqual(['input']);
    expect(problems.map(({ file, line }) => `${file}:${line}`)).toEqual([
      'a.actor.json:2',
      'b.actor.json:1',
      'c.actor.wasm:1',
      'e.actor.wasm:1',
    ]);
  });

  it('[C4] [D9] a change of the manifest is a change of the actor', async () => {
    const folder = await workspace({ 'a.actor.json': '{"component": "A"}' });
    await writeFile(folder.path('a.actor.wasm'), Buffer.from('\0asm\u0001\0\0\0', 'latin1'));
    const discovery = new Discovery({ root: folder.root, patterns: defaultPatterns, parsers: parsers.parsers });
    opened.push(discovery);
    await discovery.scan();
    const names: string[] = [];
    await discovery.watch(({ added }) => names.push(...added.map(({ component }) => component)));
    await folder.write('a.actor.json', '{"component": "B"}');
    await expect.poll(() => names).toEqual(['B']);
  });
});

describe('a module', { timeout: 120_000 }, () => {
  it('[C4] [C6] keeps what it keeps to itself: each node has its own', async () => {
    const { folder, instance } = await made(
      'let n = 0; export function process(): i32 { n++; return send(n.toString()); }',
    );
    const { actors } = await discover(folder);
    const other = (await instanceOf(folder, actors[0]!)).instance;
    expect([(await fire(instance, { n: 1 })).outputs, (await fire(instance, { n: 1 })).outputs]).toEqual([
      [['out', 1]],
      [['out', 2]],
    ]);
    expect((await fire(other, { n: 1 })).outputs).toEqual([['out', 1]]);
  });

  it('[C4] gets its payload as JSON and its config as texts, logs, and answers nothing when it wants', async () => {
    const body = `export function process(): i32 {
      const text1 = input();
      info(text('saw ' + text1.length.toString()));
      const at = config(text('label'));
      if (at == 0) return 0;
      let label = '';
      for (let i: u64 = 0; i < lengthOf(at); i++) label += String.fromCharCode(loadByte(at + i));
      return send('{"out":["' + label + '",' + text1 + ']}');
    }`;
    const { instance, folder } = await made(body, { config: { label: 'L', list: [1] } });
    const fired = await fire(instance, { n: { a: [1, null, 'x'] } });
    expect(fired.outputs).toEqual([['out', ['L', { n: { a: [1, null, 'x'] } }]]]);
    expect(fired.logs).toEqual(['info saw 24']);
    const silent = (await instanceOf(folder, (await discover(folder)).actors[0]!)).instance;
    expect((await fire(silent, { n: 1 })).outputs).toEqual([]);
  });

  const asking = `export function process(): i32 {
    const payload = input();
    const answer = state(text(payload.substring(5, payload.length - 1)));
    let said = '';
    for (let i: u64 = 0; i < lengthOf(answer); i++) said += String.fromCharCode(loadByte(answer + i));
    return send('{"out":[' + said + ']}');
  }`;

  it('[C4] [T1] [S4] has every operation on its own state; one that fails is an answer, and one that hangs is killed in time', async () => {
    const { folder, instance, component } = await made(asking, { manifest: { timeout: 2 } });
    const ask = async (...operation: Value[]) =>
      ((await fire(instance, { n: operation })).outputs[0]![1] as Value[])[0];
    expect(await ask('get', 'k')).toEqual({});
    await ask('set', 'k', { list: [1, 'zwei', null] });
    expect(await ask('get', 'k')).toEqual({ ok: { list: [1, 'zwei', null] } });
    expect(await ask('increment', 'count', 5)).toEqual({ ok: 5 });
    expect(await ask('push', 'items', 'x')).toEqual({ ok: 1 });
    expect(await ask('keys')).toEqual({ ok: ['count', 'items', 'k'] });
    expect(await ask('delete', 'k')).toEqual({ ok: true });
    expect(await ask('increment', 'items', 1)).toMatchObject({ error: { type: 'StateError' } });
    expect(await ask('format')).toMatchObject({ error: { message: expect.stringContaining('no state operation') } });
    expect(await ask('increment', 'count', 5)).toEqual({ ok: 10 });
    await using other = LmdbStateStore.open({ folder: path.join(states, 'trial') });
    const state = { namespace: 'n', actorId: 'trial' };
    const trial = await component.onState(other).createInstance({
      ...{ actorId: 'trial', graph: null, config: {}, limits: {}, environment: {}, state },
      host: { log: () => {}, staleCode: () => {} },
    });
    await fire(trial, { n: ['set', 'k', 1] });
    await trial[Symbol.asyncDispose]();
    expect([await other.run(state, ['get', 'k']), await store.run(state, ['exists', 'k'])]).toEqual([1, false]);
    // A state that never answers does not keep it from being killed in time.
    const own = { run: () => new Promise(() => {}) } as unknown as StateStore;
    const stuck = (await instanceOf(folder, (await discover(folder)).actors[0]!, {}, { own })).instance;
    expect((await fire(stuck, { n: ['get', 'k'] })).failure).toMatchObject({ type: 'Timeout' });
  });

  it('[C4] [S4] over its time it is killed; that message fails, those before and behind it do not', async () => {
    const body = `export function process(): i32 {
      if (inputByte(5) == 57) while (true) {}
      return send(input());
    }`;
    const { instance } = await made(body, { manifest: { timeout: 0.3 } });
    const fired = await Promise.all([1, 2, 9, 4, 5].map((n) => fire(instance, { n })));
    expect(fired.map(({ failure }) => failure?.type)).toEqual([undefined, undefined, 'Timeout', undefined, undefined]);
    expect(fired[2]!.failure!.message).toBe(
      'it took longer than 0.3 s. Raise timeout in its manifest, or let it do less at a time.',
    );
    expect(fired[4]!.outputs).toEqual([['out', { n: 5 }]]);
  });

  it.each([
    [
      'its own memory',
      'memory.grow(1) < 0 ? unreachable() : 0',
      'export function process(): i32 { while (true) GROW; return 0; }',
    ],
    [
      'what it shares with the program',
      'allocate(1 << 20)',
      'export function process(): i32 { while (true) GROW; return 0; }',
    ],
  ])(
    '[C4] [S4] over its memory (%s) it fails by that name, and goes on with the next message',
    async (_, grow, body) => {
      const guarded = body
        .replace('while', 'if (inputByte(5) == 49) return send(input()); while')
        .replace('GROW', grow);
      const { instance } = await made(guarded, { manifest: { memory: '2MB', timeout: 20 } });
      const { failure } = await fire(instance, { n: 2 });
      expect(failure).toMatchObject({ type: 'OutOfMemory' });
      expect(failure!.message).toContain('out of memory (2 MB)');
      expect((await fire(instance, { n: 1 })).outputs).toEqual([['out', { n: 1 }]]);
    },
  );

  it('[C4] [X4] reaches no host and no file, and one that asks for the system or too much memory does not start', async () => {
    const { instance } = await made('export function process(): i32 { return <i32>http(text("{}"), 0); }');
    expect((await fire(instance, { n: 1 })).failure!.message).toContain('reaches no host');
    const asking = `@external('wasi_snapshot_preview1', 'path_open') declare function open(a: i32, b: i32, c: i32, d: i32, e: i32, f: i64, g: i64, h: i32, i: i32): i32;
      export function process(): i32 { return send(open(3, 0, 0, 1, 0, 0, 0, 0, 0).toString()); }`;
    await expect(made(asking)).rejects.toThrow(/it.actor.wasm does not load: .*wasi/i);
    const { instance: given } = await made(asking, { manifest: { wasi: true } });
    expect((await fire(given, { n: 1 })).outputs.every(([, errno]) => errno !== 0)).toBe(true);
    await expect(
      made('export function process(): i32 { return 0; }', {
        manifest: { memory: '1MB' },
        flags: ['--initialMemory', '64'],
      }),
    ).rejects.toThrow('It needs 4 MB from the start');
  });

  it('[A7] a trap and an answer that is none fail the message with what it was', async () => {
    const { instance } = await made(
      'export function process(): i32 { if (inputByte(5) == 49) unreachable(); return send("{no"); }',
    );
    expect((await fire(instance, { n: 1 })).failure).toMatchObject({ type: 'Trap', port: 'n' });
    expect((await fire(instance, { n: 2 })).failure).toMatchObject({ type: 'OutputError' });
    const { folder } = await made('export function other(): i32 { return 0; }', { manifest: { entry: 'other' } });
    await writeFile(folder.path('it.actor.json'), '{"entry": "none"}');
    const { actors } = await discover(folder);
    await expect(instanceOf(folder, actors[0]!)).rejects.toThrow('It exports no function `none`');
  });

  it('[C4] [S8] a new module takes over between two messages; variables stay; one that does not load is refused', async () => {
    const counting = (step: string) => `export function process(): i32 {
      const key = text('count');
      const old = variable(key);
      const n = (old == 0 ? 0 : <i32>loadByte(old)) + ${step};
      const at = allocate(1);
      storeByte(at, <u8>n);
      setVariable(key, at);
      return send(n.toString());
    }`;
    const { folder, component, instance, stale } = await made(counting('1'));
    expect((await fire(instance, { n: 1 })).outputs).toEqual([['out', 1]]);
    await compile(folder, 'it', counting('10'));
    const [during] = await Promise.all([
      fire(instance, { n: 1 }),
      component.update((await discover(folder)).actors[0]!),
    ]);
    expect(during.outputs).toEqual([['out', 2]]);
    expect((await fire(instance, { n: 1 })).outputs).toEqual([['out', 12]]);
    await writeFile(folder.path('it.actor.wasm'), '\0asm broken');
    await component.update((await discover(folder)).actors[0]!);
    expect(stale.at(-1)).toContain('it.actor.wasm does not load');
    expect((await fire(instance, { n: 1 })).outputs).toEqual([['out', 22]]);
  });

  it('[N6] cancelling ends what runs and what waits; the node goes on afterwards', async () => {
    const { instance } = await made(
      'export function process(): i32 { if (inputByte(5) == 57) while (true) {} return send("1"); }',
    );
    const runs = [fire(instance, { n: 9 }), fire(instance, { n: 1 })];
    await new Promise((resolve) => setImmediate(resolve));
    instance.cancel();
    expect((await Promise.all(runs)).map(({ failure }) => failure!.type)).toEqual(['Cancelled', 'Cancelled']);
    expect((await fire(instance, { n: 1 })).outputs).toEqual([['out', 1]]);
  });
});
