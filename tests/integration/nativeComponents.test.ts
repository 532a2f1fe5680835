import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Metadata } from '#shared/graph/graph.ts';
import type { Value } from '#shared/message/message.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import { Packet } from '../../electron/backend/channel/packet.ts';
import type { ComponentInstance } from '../../electron/backend/registry/component.ts';
import { ComponentRegistry } from '../../electron/backend/registry/componentRegistry.ts';
import { builtProgram, expressionWorker } from '../builtProgram.ts';
import { ExpressionWorkers } from '../../electron/backend/registry/native/expression/expressionWorkers.ts';
import { nativeComponents } from '../../electron/backend/registry/native/nativeComponents.ts';

let worker: Awaited<ReturnType<typeof builtProgram>>;
let expressions: ExpressionWorkers;
let root: string;
let registry: ComponentRegistry;
const instances: ComponentInstance[] = [];

beforeAll(async () => {
  worker = await builtProgram(expressionWorker);
  expressions = new ExpressionWorkers(worker.file);
});
afterAll(async () => {
  await expressions[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
});
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'native-'));
  registry = new ComponentRegistry();
  for (const component of nativeComponents({ workspaceRoot: root, expressions })) registry.register(component);
});
afterEach(async () => {
  for (const instance of instances.splice(0)) await instance[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

async function instanceOf(component: string, config: Metadata = {}): Promise<ComponentInstance> {
  const instance = await registry.createInstance(component, {
    actorId: 'node1',
    graph: null,
    config,
    state: { namespace: 'n', actorId: 'node1' },
    limits: {},
    environment: {},
    host: { log: () => {}, staleCode: () => {} },
  });
  instances.push(instance);
  return instance;
}

type Output = [port: string, value: Value];

interface Run {
  outputs: Output[];
  logs: string[];
  /** Undefined while it runs. */
  outcome: { failure?: ActorFailure | undefined } | undefined;
  done: Promise<Run>;
}

function fire(instance: ComponentInstance, inputs: Record<string, Value> = {}, onEmit?: (count: number) => void): Run {
  const { promise, resolve } = withResolvers<Run>();
  const run: Run = { outputs: [], logs: [], outcome: undefined, done: promise };
  instance.fire({
    inputs: new Map(Object.entries(inputs).map(([port, value]) => [port, Packet.of(value)])),
    emit(port, packet) {
      run.outputs.push([port, packet.value]);
      onEmit?.(run.outputs.length);
    },
    log: (_, text) => run.logs.push(text),
    complete(failure) {
      expect(run.outcome).toBeUndefined();
      run.outcome = { failure };
      resolve(run);
    },
  });
  return run;
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}

async function outputsOf(component: string, config: Metadata, ...messages: Record<string, Value>[]): Promise<Output[]> {
  const instance = await instanceOf(component, config);
  const outputs: Output[] = [];
  for (const message of messages.length > 0 ? messages : [{}]) {
    const run = await fire(instance, message).done;
    expect(run.outcome!.failure).toBeUndefined();
    outputs.push(...run.outputs);
  }
  return outputs;
}

async function failureOf(component: string, config: Metadata, inputs: Record<string, Value> = {}) {
  const { outcome } = await fire(await instanceOf(component, config), inputs).done;
  return outcome!.failure!;
}

describe('the frame', () => {
  it('[C1] a component that needs no time is done before fire returns', async () => {
    const run = fire(await instanceOf('Display'), { in: 1 });
    expect(run.outcome).toEqual({ failure: undefined });
    expect(run.outputs).toEqual([['out', 1]]);
  });

  it('[C1] a firing handed over while one ends does not grow the stack', async () => {
    const instance = await instanceOf('Counter');
    let left = 100_000;
    const again = (): void => {
      if (left-- > 0) instance.fire({ inputs: new Map([['in', Packet.of(1)]]), emit() {}, log() {}, complete: again });
    };
    again();
    expect(left).toBe(-1);
  });

  it('[C6] instances share nothing', async () => {
    const [one, other] = [await instanceOf('Counter'), await instanceOf('Counter')];
    fire(one, { in: 1 });
    expect([fire(one, { in: 1 }).outputs[0], fire(other, { in: 1 }).outputs[0]]).toEqual([
      ['count', 2],
      ['count', 1],
    ]);
  });

  it.each<[string, Metadata, string]>([
    ['Inject', { interval: 'soon' }, 'interval'],
    ['Inject', { count: -1 }, 'count'],
    ['Display', { mode: 'hologram' }, 'mode'],
    ['Map', { expression: '1 +' }, 'expression'],
    ['Switch', { path: '$..[' }, 'path'],
    ['Batch', { size: 2, overlap: 2 }, 'overlap'],
  ])('[G8] %s with %j is refused with the node and the key', async (component, config, key) => {
    const failure: Error = await instanceOf(component, config).then(
      () => new Error('not refused'),
      (error: Error) => error,
    );
    expect(failure.message).toMatch(new RegExp(`^The config of node1 \\(${component}\\) does not fit: .*${key}`));
  });

  it('[N6] cancel ends the running firing and those that wait', async () => {
    const instance = await instanceOf('Delay', { milliseconds: 60_000 });
    const runs = [fire(instance, { in: 1 }), fire(instance, { in: 2 })];
    instance.cancel();
    const ended = await Promise.all(runs.map(({ done }) => done));
    expect(ended.map(({ outcome }) => outcome!.failure!.type)).toEqual(['Cancelled', 'Cancelled']);
    expect(ended.flatMap(({ outputs }) => outputs)).toEqual([]);
  });

  it('[N6] disposing stops timers and completes what runs; afterwards firings fail', async () => {
    const instance = await instanceOf('Inject', { interval: 60_000, count: 0 });
    const run = fire(instance);
    await instance[Symbol.asyncDispose]();
    expect((await run.done).outcome!.failure!.type).toBe('Cancelled');
    expect(fire(instance).outcome!.failure!.type).toBe('Cancelled');
  });
});

describe('sources', () => {
  it('[C3] Inject sends so often, and its payload', async () => {
    expect(await outputsOf('Inject', { interval: 0, count: 3 })).toEqual([
      ['out', 1],
      ['out', 2],
      ['out', 3],
    ]);
    expect(await outputsOf('Inject', { payload: { a: 1 } })).toEqual([['out', { a: 1 }]]);
    expect(await outputsOf('Inject', { interval: 5, count: 2, payload: 'x' })).toHaveLength(2);
  });

  it('[N1] Inject stops while it is held and goes on afterwards', async () => {
    const instance = await instanceOf('Inject', { interval: 0, count: 2000 });
    const run = fire(instance, {}, (count) => count === 10 && instance.hold(true));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(run.outputs).toHaveLength(10);
    expect(run.outcome).toBeUndefined();
    instance.hold(false);
    expect((await run.done).outputs).toHaveLength(2000);
  });

  it('[C3] Constant', async () => {
    expect(await outputsOf('Constant', { value: [1, 2] })).toEqual([['out', [1, 2]]]);
    expect(await outputsOf('Constant', { value: 'x' }, { trigger: 1 }, { trigger: 1 })).toHaveLength(2);
  });

  it('[C3] [M3] ReadFile csv: records with typed values', async () => {
    const text =
      '\uFEFFid,name,value,ok,zip,big\r\n1,"Ada, ""A""\nB",1.50,true,007,12345678901234567890\r\n\r\n2,,-3e2,FALSE,1,x\r\n';
    await writeFile(path.join(root, 'a.csv'), text);
    expect(await outputsOf('ReadFile', { path: 'a.csv', format: 'csv' })).toEqual([
      ['row', { id: 1, name: 'Ada, "A"\nB', value: 1.5, ok: true, zip: '007', big: 12345678901234567890n }],
      ['row', { id: 2, name: null, value: -300, ok: false, zip: 1, big: 'x' }],
      ['done', { path: 'a.csv', rows: 2 }],
    ]);
  });

  it('[C3] ReadFile lines, text and json', async () => {
    await writeFile(path.join(root, 'a.txt'), 'one\r\ntwo\n\nfour');
    await writeFile(path.join(root, 'list.json'), '[1, {"a": 12345678901234567890}, "x"]');
    await writeFile(path.join(root, 'object.json'), '{"a": 1}');
    const rows = async (file: string, format: string) =>
      (await outputsOf('ReadFile', { path: file, format }))
        .filter(([port]) => port === 'row')
        .map(([, value]) => value);
    expect(await rows('a.txt', 'lines')).toEqual(['one', 'two', '', 'four']);
    expect(await rows('a.txt', 'text')).toEqual(['one\r\ntwo\n\nfour']);
    expect(await rows('list.json', 'json')).toEqual([1, { a: 12345678901234567890n }, 'x']);
    expect(await rows('object.json', 'json')).toEqual([{ a: 1 }]);
  });

  it('[C3] ReadFile takes the path from its inport', async () => {
    await writeFile(path.join(root, 'b.txt'), 'b');
    expect(await outputsOf('ReadFile', { path: 'none' }, { path: 'b.txt' })).toEqual([
      ['row', 'b'],
      ['done', { path: 'b.txt', rows: 1 }],
    ]);
  });

  it('[N1] ReadFile reads a long file no further than it is let', async () => {
    await writeFile(
      path.join(root, 'long.csv'),
      `n\n${Array.from({ length: 20_000 }, (_, index) => index).join('\n')}\n`,
    );
    const instance = await instanceOf('ReadFile', { path: 'long.csv', format: 'csv' });
    const run = fire(instance, {}, (count) => count === 700 && instance.hold(true));
    await expect.poll(() => run.outputs.length).toBe(700);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(run.outputs).toHaveLength(700);
    instance.hold(false);
    const { outputs } = await run.done;
    expect(outputs.slice(0, -1).map(([, value]) => (value as { n: number }).n)).toEqual(
      Array.from({ length: 20_000 }, (_, index) => index),
    );
  });

  it('[X3] [X4] ReadFile stays inside the workspace', async () => {
    await symlink('/etc/hostname', path.join(root, 'link'));
    await symlink('/etc', path.join(root, 'folder'));
    for (const file of ['../../etc/hostname', '/etc/hostname', 'link', 'folder/hostname', 'a\0b'])
      expect((await failureOf('ReadFile', { path: file })).message).toContain('outside the workspace');
  });

  it('[A7] ReadFile says what is wrong; nothing waits for the other end of a pipe', async () => {
    await writeFile(path.join(root, 'bad.json'), '{"a": ');
    execFileSync('mkfifo', [path.join(root, 'pipe')]);
    expect((await failureOf('ReadFile', {})).message).toContain('No file is named');
    expect((await failureOf('ReadFile', { path: 'none.csv' })).message).toBe(
      'none.csv cannot be read: there is no such file in the workspace.',
    );
    expect((await failureOf('ReadFile', { path: 'bad.json', format: 'json' })).message).toContain(
      'bad.json is not JSON',
    );
    expect((await failureOf('ReadFile', { path: '.' })).message).toContain('is no file');
    expect((await failureOf('ReadFile', { path: 'pipe' })).message).toBe('pipe is no file.');
    expect((await failureOf('WriteFile', { path: 'pipe' }, { in: 1 })).message).toContain(
      'pipe cannot be written: ENXIO',
    );
  });
});

describe('flow', () => {
  it('[C3] Merge, Join, Split', async () => {
    expect(await outputsOf('Merge', {}, { in1: 1 }, { in3: 2 })).toEqual([
      ['out', 1],
      ['out', 2],
    ]);
    expect(await outputsOf('Join', {}, { b: 2, a: 1 })).toEqual([['out', { a: 1, b: 2 }]]);
    expect(await outputsOf('Join', { as: 'array' }, { b: 2, a: 1 })).toEqual([['out', [1, 2]]]);
    expect(await outputsOf('Split', {}, { in: [1, null] })).toEqual([
      ['out', 1],
      ['out', null],
      ['count', 2],
    ]);
    expect(await outputsOf('Split', { separator: ',' }, { in: 'a,b' })).toEqual([
      ['out', 'a'],
      ['out', 'b'],
      ['count', 2],
    ]);
    expect(await outputsOf('Split', {}, { in: { k: 1 } })).toEqual([
      ['out', { key: 'k', value: 1 }],
      ['count', 1],
    ]);
  });

  it('[M3] what is made of messages, or taken apart, keeps its whole floats', async () => {
    const written = async (component: string, config: Metadata, ...texts: string[]) => {
      const instance = await instanceOf(component, config);
      let last = '';
      const emit = (_port: string, packet: Packet): void => void (last = last === '' ? packet.plainJson : last);
      for (const text of texts)
        instance.fire({ inputs: new Map([['in', Packet.ofText(text)]]), emit, log() {}, complete() {} });
      return last;
    };
    expect(await written('Batch', { size: 2 }, '{"type":"circle","r":1.0}', '2')).toBe('[{"type":"circle","r":1.0},2]');
    expect(await written('Join', { as: 'array' }, '1.0')).toBe('[1.0]');
    expect(await written('Split', {}, '[1.0,2]')).toBe('1.0');
  });

  it('[N1] Split stops while it is held', async () => {
    const instance = await instanceOf('Split');
    const run = fire(
      instance,
      { in: Array.from({ length: 100 }, (_, index) => index) },
      (count) => count === 7 && instance.hold(true),
    );
    expect([run.outputs.length, run.outcome]).toEqual([7, undefined]);
    instance.hold(false);
    expect((await run.done).outputs).toHaveLength(101);
  });

  it('[C3] Batch, with overlap and flush', async () => {
    const numbers = (...values: number[]) => values.map((value) => ({ in: value }));
    expect(await outputsOf('Batch', { size: 2 }, ...numbers(1, 2, 3), { flush: true })).toEqual([
      ['out', [1, 2]],
      ['out', [3]],
    ]);
    expect(await outputsOf('Batch', { size: 3, overlap: 2 }, ...numbers(1, 2, 3, 4))).toEqual([
      ['out', [1, 2, 3]],
      ['out', [2, 3, 4]],
    ]);
  });

  it('[C3] Switch by path and by type', async () => {
    const byKind = { path: '$.items[-1]["kind of"]', cases: ['a', { x: [1] }, null] };
    const message = (kind: Value) => ({ in: { items: [0, { 'kind of': kind }] } });
    const ports = async (config: Metadata, ...messages: Record<string, Value>[]) =>
      (await outputsOf('Switch', config, ...messages)).map(([port]) => port);
    expect(await ports(byKind, message('a'), message({ x: [1] }), message(null), message('b'), { in: 1 })).toEqual([
      'case1',
      'case2',
      'case3',
      'otherwise',
      'otherwise',
    ]);
    expect(await ports({ by: 'type', cases: ['String', 'integer'] }, { in: 'x' }, { in: 1 }, { in: 1.5 })).toEqual([
      'case1',
      'case2',
      'otherwise',
    ]);
  });

  it('[C3] Delay keeps order, and many messages in a row are late by the same time', async () => {
    const instance = await instanceOf('Delay', { milliseconds: 50 });
    const start = performance.now();
    const runs = Array.from({ length: 100 }, (_, index) => fire(instance, { in: index }));
    const ended = await Promise.all(runs.map(({ done }) => done));
    expect(ended.flatMap(({ outputs }) => outputs.map(([, value]) => value))).toEqual(
      Array.from({ length: 100 }, (_, index) => index),
    );
    expect(performance.now() - start).toBeGreaterThanOrEqual(49);
    expect(performance.now() - start).toBeLessThan(50 * 100);
  });

  it('[C3] Throttle lets one through', async () => {
    expect(await outputsOf('Throttle', { interval: 60_000 }, { in: 1 }, { in: 2 })).toEqual([
      ['out', 1],
      ['dropped', 2],
    ]);
  });
});

describe('expressions', () => {
  it('[C3] Map and Filter by JSONata', async () => {
    expect(
      await outputsOf('Map', { expression: 'a.{"sum": $sum(b), "n": $count(b)}' }, { in: { a: { b: [1, 2] } } }),
    ).toEqual([['out', { sum: 3, n: 2 }]]);
    expect(await outputsOf('Map', { expression: 'missing' }, { in: {} })).toEqual([]);
    expect(await outputsOf('Map', { expression: '$' }, { in: [1, [2], { a: [] }] })).toEqual([
      ['out', [1, [2], { a: [] }]],
    ]);
    const filter = { expression: 'temp > 20 and name = "x" /* so */' };
    expect(await outputsOf('Filter', filter, { in: { temp: 21, name: 'x' } }, { in: { temp: 1 } })).toEqual([
      ['out', { temp: 21, name: 'x' }],
      ['rejected', { temp: 1 }],
    ]);
    const some = await outputsOf('Filter', { expression: 'list' }, { in: { list: [0, 2] } }, { in: { list: [0, ''] } });
    expect(some.map(([port]) => port)).toEqual(['out', 'rejected']);
    expect((await failureOf('Filter', { expression: 'a + 1' }, { in: { a: 'x' } })).message).toMatch(
      /^`a \+ 1` failed: /,
    );
  });

  it.each([
    ['an endless recursion', '($f := function($n) { $f($n + 1) + 1 }; $f(0))'],
    ['an endless tail recursion', '($f := function($n) { $f($n + 1) }; $f(0))'],
    ['a list beyond measure', '[1..9999999999]'],
    ['an exploding regular expression', '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)'],
    [
      'a text beyond measure',
      '($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f("abcdefgh", 26)))',
    ],
    ['a list that doubles', `(${'$a := [$a, $a, 1]; '.repeat(40)}$count($a))`],
    ['loops in loops', `$count(${'$$.('.repeat(9)}1${')'.repeat(9)})`],
    ['a function as the result', 'function($x) { $x }'],
  ])('[X5] %s fails that message and nothing else', async (_, expression) => {
    const instance = await instanceOf('Map', { expression });
    const other = await instanceOf('Map', { expression: '$sort($)' });
    let longest = 0;
    let last = performance.now();
    const watch = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const runs = [fire(instance, { in: Array.from({ length: 12 }, (_, n) => n) }), fire(other, { in: [2, 1] })];
    const [run, innocent] = await Promise.all(runs.map(({ done }) => done));
    clearInterval(watch);
    expect(run!.outcome!.failure).toBeDefined();
    expect(innocent!.outputs).toEqual([['out', [1, 2]]]);
    // Whoever waits for this thread hardly notices: it is not where the long work is done.
    expect(longest).toBeLessThan(900);
  });

  it('[X5] what a simple expression needs stays on this thread; what may take long gives the same there', async () => {
    const record = {
      items: [
        { price: 2, n: 3 },
        { price: 5, n: 1 },
      ],
      name: 'x',
      big: 12345678901234567890n,
    };
    for (const [simple, elsewhere] of [
      ['$sum(items.(price * n))', '$reduce(items.(price * n), function($a, $b) { $a + $b })'],
      ['items[price > 2].n', '$filter(items, function($i) { $i.price > 2 }).n'],
      [
        '{"name": $uppercase(name), "all": [items.price]}',
        '($n := $uppercase(name); {"name": $n, "all": [items.price]})',
      ],
      ['big', '(function($r) { $r.big })($)'],
      ['missing', '$lookup({}, /x/("x").match)'],
    ] as const)
      expect(await outputsOf('Map', { expression: simple }, { in: record }), simple).toEqual(
        await outputsOf('Map', { expression: elsewhere }, { in: record }),
      );
  });

  it.each([
    '$.constructor',
    '$.__proto__',
    '$toString.constructor("return process")()',
    '__proto__.polluted',
    '$eval("constructor")',
  ])('[X4] [X5] %s reaches nothing outside the data', async (expression) => {
    const run = await fire(await instanceOf('Map', { expression }), { in: { a: 1 } }).done;
    for (const [, value] of run.outputs) expect(typeof value).not.toBe('function');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('[X4] an expression cannot write into prototypes', async () => {
    await fire(await instanceOf('Map', { expression: '$ ~> |$|{"__proto__": {"polluted": true}}|' }), { in: { a: 1 } })
      .done;
    await fire(await instanceOf('Map', { expression: '{"__proto__": {"polluted": true}}' }), { in: { a: 1 } }).done;
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('the thread for expressions', () => {
  it.each(['', '/nowhere/worker.cjs'])(
    '[X5] one that cannot be started (%j) fails each message and keeps none waiting',
    async (file) => {
      await using broken = new ExpressionWorkers(file);
      const failures = await Promise.allSettled([
        broken.evaluate('$sort($)', [2, 1]),
        broken.evaluate('$sort($)', [1]),
      ]);
      expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    },
  );
});

describe('output', () => {
  it('[C3] Log writes the message and passes it on', async () => {
    const run = fire(await instanceOf('Log', { label: 'here' }), { in: { a: 1 } });
    expect([run.logs, run.outputs]).toEqual([['here: {"a":1}'], [['out', { a: 1 }]]]);
    expect(fire(await instanceOf('Log'), { in: 'x'.repeat(100_000) }).logs[0]!.length).toBeLessThan(3000);
  });

  it('[C3] WriteFile appends and replaces', async () => {
    await outputsOf('WriteFile', { path: 'out/a.log' }, { in: 'one' }, { in: { n: 2 } });
    expect(await readFile(path.join(root, 'out/a.log'), 'utf8')).toBe('one\n{"n":2}\n');
    await outputsOf('WriteFile', { path: 'out/a.log', mode: 'replace' }, { in: 'two' });
    expect(await readFile(path.join(root, 'out/a.log'), 'utf8')).toBe('two');
  });

  it('[X3] [X4] WriteFile stays inside the workspace and out of what is the program’s', async () => {
    await symlink(tmpdir(), path.join(root, 'folder'));
    for (const file of ['../x', '/tmp/x', 'folder/x'])
      expect((await failureOf('WriteFile', { path: file }, { in: 1 })).message).toContain('outside the workspace');
    expect((await failureOf('WriteFile', { path: '.reflow/x' }, { in: 1 })).message).toContain(
      'belongs to the program',
    );
  });
});

describe('time', () => {
  it('[C3] Debounce sends the last of a burst, and what followed a pause', async () => {
    const instance = await instanceOf('Debounce', { quiet_ms: 40 });
    const burst = [1, 2, 3].map((n) => fire(instance, { in: n }));
    const first = (await Promise.all(burst.map(({ done }) => done))).flatMap(({ outputs }) => outputs);
    const second = (await fire(instance, { in: 4 }).done).outputs;
    expect([...first, ...second]).toEqual([
      ['dropped', 1],
      ['dropped', 2],
      ['out', 3],
      ['out', 4],
    ]);
  });

  it('[C3] Batch sends what it has when its time is up, counted from the first message', async () => {
    const instance = await instanceOf('Batch', { size: 3, wait_ms: 60 });
    const start = performance.now();
    const runs = [1, 2, 3, 4, 5].map((n) => fire(instance, { in: n }));
    const ended = await Promise.all(runs.map(({ done }) => done));
    expect(ended.flatMap(({ outputs }) => outputs)).toEqual([
      ['out', [1, 2, 3]],
      ['out', [4, 5]],
    ]);
    expect(performance.now() - start).toBeGreaterThanOrEqual(59);
    expect((await fire(instance, { in: 6 }).done).outputs).toEqual([['out', [6]]]);
  });

  it('[N6] what waits for its time ends with a cancel', async () => {
    for (const [component, config] of [
      ['Debounce', { quiet_ms: 60_000 }],
      ['Batch', { size: 9, wait_ms: 60_000 }],
    ] as const) {
      const instance = await instanceOf(component, config);
      const run = fire(instance, { in: 1 });
      instance.cancel();
      expect((await run.done).outcome!.failure!.type).toBe('Cancelled');
    }
  });
});

describe('what a person sees', () => {
  it('[C3] every component of the list is there, with an icon, a description, tags and a schema of its config', () => {
    const components = new Map(registry.descriptions().map((one) => [one.id, one]));
    const listed = [
      ...['Inject', 'Constant', 'Switch', 'Merge', 'Split', 'Join', 'Batch', 'Debounce', 'Throttle', 'Delay', 'Filter'],
      ...['Map', 'Counter', 'Log', 'Display', 'HttpRequest', 'HttpIn', 'HttpOut', 'ReadFile', 'WriteFile'],
      ...['WebSocketIn', 'WebSocketOut', 'RedisStreamIn', 'RedisStreamOut'],
    ];
    expect([...components.keys()]).toEqual(expect.arrayContaining(listed));
    for (const { id, icon, description, tags, configSchema, inports, outports, kind } of components.values()) {
      expect(icon, id).toMatch(/^[a-z0-9-]+$/);
      expect(description.length, id).toBeGreaterThan(20);
      expect(tags.length, id).toBeGreaterThan(0);
      expect(kind).toBe('native');
      for (const port of [...inports, ...outports]) expect(port.description, `${id}.${port.name}`).not.toBe('');
      const properties = Object.values((configSchema?.['properties'] ?? {}) as Record<string, { title?: string }>);
      for (const property of properties) expect(property.title, id).toBeTruthy();
    }
  });

  it('[C3] [X3] those that reach outside say what this workspace allows them', async () => {
    const permissions = { hosts: ['api.example.com'], paths: ['/data'] };
    const allowed = nativeComponents({ workspaceRoot: root, permissions, expressions });
    const sentences = (components: typeof allowed, name: string) =>
      components.find(({ description }) => description.name === name)!.description.permissions!.join(' ');
    expect(sentences(allowed, 'HttpRequest')).toContain('Allowed hosts: api.example.com');
    expect(sentences(allowed, 'ReadFile')).toContain('and /data');
    const strict = nativeComponents({ workspaceRoot: root, expressions });
    expect(sentences(strict, 'HttpRequest')).toContain('No host is allowed');
    expect(sentences(strict, 'WriteFile')).toContain('workspace only');
    expect(sentences(strict, 'HttpIn')).toContain('127.0.0.1 only');
  });

  it('[C3] [X3] paths that reflow.yaml allows can be read and written, links out of them cannot', async () => {
    const outside = await mkdtemp(path.join(tmpdir(), 'allowed-'));
    try {
      await writeFile(path.join(outside, 'a.txt'), 'hello');
      await symlink('/etc', path.join(outside, 'link'));
      const folder = new ComponentRegistry();
      for (const one of nativeComponents({
        workspaceRoot: root,
        expressions,
        permissions: { hosts: [], paths: [outside] },
      }))
        folder.register(one);
      registry = folder;
      const read = { path: path.join(outside, 'a.txt') };
      expect(await outputsOf('ReadFile', read)).toContainEqual(['row', 'hello']);
      await outputsOf('WriteFile', { path: path.join(outside, 'b.txt') }, { in: 'x' });
      expect(await readFile(path.join(outside, 'b.txt'), 'utf8')).toBe('x\n');
      const failure = await failureOf('ReadFile', { path: path.join(outside, 'link/hostname') });
      expect(failure.message).toContain('permissions.paths in reflow.yaml');
      expect((await failureOf('WriteFile', { path: 'reflow.yaml' }, { in: 1 })).message).toContain(
        'belongs to the program',
      );
    } finally {
      await rm(outside, { recursive: true });
    }
  });
});
