import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Value } from '#shared/message/message.ts';
import { Packet } from '../../electron/backend/channel/packet.ts';
import { Folder, Served } from './commandLine.ts';
import { settings, sharedFolders, SharingBackend } from './sharedMemoryFlow.ts';

const size = 1_048_576;
const files = {
  'py_pass.actor.py': 'def process(context):\n    return {"output": context.get_input("input")}\n',
  'js_pass.actor.js': 'export function process(context) { return { output: context.getInput("input") }; }\n',
  'py_make.actor.py': `
def process(context):
    what, size = context.get_input("input")
    if what == "bytes":
        return {"output": bytes(range(256)) * (size // 256)}
    return {"output": {"text": "é" * size, "n": [12345678901234567890, float("nan")], "type": "x"}}
`,
  'js_make.actor.js': `
export function process(context) {
  const [what, size] = context.getInput('input');
  if (what === 'bytes') return { output: Uint8Array.from({ length: size }, (_, at) => at & 255) };
  return { output: { text: 'é'.repeat(size), n: [12345678901234567890n, NaN], type: 'x' } };
}
`,
  'py_see.actor.py': `
import zlib
def process(context):
    value = context.get_input("input")
    if isinstance(value, bytes):
        return {"output": [type(value).__name__, len(value), zlib.crc32(value)]}
    return {"output": [len(value["text"]), value["n"][0], repr(value["n"][1]), value["type"]]}
`,
  'js_see.actor.js': `
import { crc32 } from 'node:zlib';
export function process(context) {
  const value = context.getInput('input');
  if (value instanceof Uint8Array) return { output: [value.constructor.name, value.length, crc32(value)] };
  return { output: [value.text.length, value.n[0], String(value.n[1]), value.type] };
}
`,
  'py_buffer.actor.py': `
import zlib
def process(context):
    view = context.get_buffer("input")
    return {"output": [type(view).__name__, type(view.obj).__name__, view.readonly, len(view), zlib.crc32(view)]}
`,
  'js_buffer.actor.js': `
import { crc32 } from 'node:zlib';
export function process(context) {
  const buffer = context.getBuffer('input');
  return { output: [Buffer.isBuffer(buffer), context.get_buffer().buffer === buffer.buffer, buffer.length, crc32(buffer)] };
}
`,
  'py_stream.actor.py': `
def process(context):
    for n in range(context.get_input("input")):
        yield {"output": bytes([n]) * ${size}}
`,
  'slow_first.actor.py': `
import time
def process(context):
    value = context.get_input("input")
    time.sleep(0.05)
    return {"output": [value[0], len(value), value == bytes([value[0]]) * len(value)]}
`,
  'dies_once.actor.py': `
import os
def process(context):
    value = context.get_input("input")
    if value[0] == 0:
        os._exit(9)
    return {"output": [value[0], len(value)]}
`,
  'send_and_die.actor.py': `
import os, signal
def process(context):
    context.get_input("input")
    context.send_output("output", bytes(${size}))
    os.kill(os.getpid(), signal.SIGKILL)
`,
  'gated.actor.py': `
def process(context):
    context.get_input("go")
    value = context.get_input("input")
    return {"output": [len(value), sum(value)]}
`,
};

describe('shared memory', () => {
  let sharing: SharingBackend;
  beforeAll(async () => {
    sharing = await SharingBackend.start({ ...files, 'reflow.yaml': settings() });
  }, 60_000);
  afterAll(() => sharing[Symbol.asyncDispose]());

  it.each(['py', 'js'].flatMap((from) => ['py', 'js'].map((to) => [from, to])))(
    '[M6][M3] large values go from %s to %s through regions, and are what they were',
    async (from, to) => {
      const shared: (number | undefined)[] = [];
      const { outputs } = await sharing.run(
        { make: `${from}_make`, see: `${to}_see` },
        ['make.output -> see.input'],
        [
          ['make', 'input', ['bytes', size]],
          ['make', 'input', ['json', size]],
        ],
        (node, packet) => {
          if (node === 'make') shared.push(packet.shared?.size);
        },
      );
      const bytes = Buffer.from(Array.from({ length: size }, (_, at) => at & 255));
      expect(outputs).toEqual([
        ['see.output', [to === 'py' ? 'bytes' : 'Uint8Array', size, crc32(bytes)]],
        ['see.output', [size, 12345678901234567890n, to === 'py' ? 'nan' : 'NaN', 'x']],
      ]);
      expect(shared).toEqual([size, expect.any(Number)]);
      expect(sharing.backend.sharedMemoryFigures().copied).toBe(0);
    },
    60_000,
  );

  it('[M6] one region serves all its readers: mapped in Python, a Buffer in JavaScript', async () => {
    const shared: (number | undefined)[] = [];
    const { outputs } = await sharing.run(
      { make: 'js_make', py: 'py_buffer', js: 'js_buffer', see: 'py_see' },
      ['make.output -> py.input', 'make.output -> js.input', 'make.output -> see.input'],
      [['make', 'input', ['bytes', size]]],
      (node, packet) => {
        if (node === 'make') shared.push(packet.shared?.size);
      },
    );
    const sum = crc32(Buffer.from(Array.from({ length: size }, (_, at) => at & 255)));
    expect(Object.fromEntries(outputs)).toEqual({
      'py.output': ['memoryview', 'mmap', true, size, sum],
      'js.output': [true, true, size, sum],
      'see.output': ['bytes', size, sum],
    });
    expect([shared, sharing.backend.sharedMemoryFigures().copied]).toEqual([[size], 0]);
  }, 60_000);

  it('[B7] regions lie in huge pages where the program may have them, and nowhere else', () => {
    const mounts = mountsOf(sharing.folder!);
    expect(mounts).toHaveLength(mayMount() ? 1 : 0);
    for (const mount of mounts) expect(mount).toMatch(/ tmpfs .*huge=within_size/);
  });

  it('[M6] of many values that stream past only the last stays, and the host copies none', async () => {
    const { outputs, most } = await sharing.run(
      { make: 'py_stream', see: 'slow_first' },
      ['make.output -> see.input'],
      [['make', 'input', 40]],
    );
    expect(outputs.map(([, value]) => value)).toEqual(Array.from({ length: 40 }, (_, n) => [n, size, true]));
    expect(most).toBeLessThanOrEqual(100);
    expect(sharing.backend.sharedMemoryFigures().copied).toBe(0);
  }, 60_000);

  it('[M6][S4] a value outlives the sandbox that made it', async () => {
    const { outputs, logs } = await sharing.run(
      { make: 'send_and_die', see: 'gated' },
      ['make.output -> see.input'],
      [['make', 'input', 1]],
      undefined,
      (network) => network.inject('see', 'go', Packet.of(1)),
    );
    expect(logs).toContainEqual(expect.stringContaining('killed by SIGKILL'));
    expect(outputs).toEqual([['see.output', [size, 0]]]);
  }, 60_000);

  it('[M6][S4] a sandbox that dies with a value fails that message; the others are read by the next one', async () => {
    const { outputs, logs } = await sharing.run(
      { make: 'py_stream', see: 'dies_once' },
      ['make.output -> see.input'],
      [['make', 'input', 4]],
    );
    expect(outputs.map(([, value]) => value)).toEqual([1, 2, 3].map((n) => [n, size]));
    expect(logs).toContainEqual(expect.stringContaining('exit code 9'));
  }, 60_000);

  it('[M6] the last region is free when its reader is done and its run forgotten', async () => {
    const before = (await sharing.regions()).length;
    const { network } = await sharing.run(
      { make: 'py_stream', see: 'slow_first' },
      ['make.output -> see.input'],
      [['make', 'input', 20]],
    );
    // What a port sent last stays to be looked at.
    const [kept] = network.nodes.get('make')!.outlets.get('output')!.history.latest.slice(-1);
    expect(kept!.packet.shared?.size).toBe(size);
    expect((await sharing.regions()).length - before).toBeLessThanOrEqual(4);
    const { regions, bytes } = sharing.backend.sharedMemoryFigures();
    expect(regions).toBe((await sharing.regions()).length);
    expect(bytes).toBeGreaterThanOrEqual(size);
  }, 60_000);
});

describe('bounds of shared memory', () => {
  it('[M6] past max_regions values travel in frames, and none is lost', async () => {
    await using sharing = await SharingBackend.start({ ...files, 'reflow.yaml': settings('max_regions: 2') });
    const { outputs, most } = await sharing.run(
      { make: 'py_stream', see: 'slow_first' },
      ['make.output -> see.input'],
      [['make', 'input', 12]],
    );
    expect(outputs.map(([, value]) => value)).toEqual(Array.from({ length: 12 }, (_, n) => [n, size, true]));
    expect(most).toBeLessThanOrEqual(2);
  }, 60_000);

  it('[M6] a value over region_size travels in a frame', async () => {
    await using sharing = await SharingBackend.start({ ...files, 'reflow.yaml': settings('region_size: 512KB') });
    const { outputs, most } = await sharing.run(
      { make: 'py_stream', see: 'slow_first' },
      ['make.output -> see.input'],
      [['make', 'input', 2]],
    );
    expect(outputs.map(([, value]) => value)).toEqual([0, 1].map((n) => [n, size, true]));
    expect(most).toBe(0);
  }, 60_000);

  it('[M6][M3] whatever passes through regions is what it is in frames', async () => {
    await using shared = await SharingBackend.start({ ...files, 'reflow.yaml': settings('threshold: 8B') });
    await using inline = await SharingBackend.start({ ...files, 'reflow.yaml': settings('enabled: false') });
    expect(inline.folder).toBeUndefined();
    const leaf = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
      fc.double(),
      fc.uint8Array({ maxLength: 200 }),
      fc.boolean(),
      fc.constant(null),
    );
    const value = fc.oneof(leaf, fc.array(leaf), fc.dictionary(fc.string(), leaf)) as fc.Arbitrary<Value>;
    const values = fc.sample(value, { numRuns: 150, seed: 6 });
    const nodes = { one: 'py_pass', two: 'js_pass', three: 'py_pass' };
    const wires = ['one.output -> two.input', 'two.output -> three.input'];
    const inputs = values.map((one) => ['one', 'input', one] as const);
    const through = await shared.run(nodes, wires, inputs);
    const beside = await inline.run(nodes, wires, inputs);
    expect(through.most).toBeGreaterThan(0);
    expect(beside.most).toBe(0);
    expect(through.outputs).toEqual(beside.outputs);
  }, 60_000);
});

describe('what a program leaves behind', () => {
  const end = (nodeId: string, portId: string) => ({ nodeId, portId });
  const graph = {
    processes: {
      source: { component: 'Inject', metadata: { config: { interval: 0, count: 1, payload: ['bytes', size] } } },
      make: { component: 'py_make' },
      see: { component: 'gated' },
    },
    connections: [
      { from: end('source', 'out'), to: end('make', 'input') },
      { from: end('make', 'output'), to: end('see', 'input') },
    ],
  };

  it('[M6][S5] the next start removes the regions of a program that was killed', async () => {
    await using folder = await Folder.make({
      ...files,
      'reflow.yaml': settings(),
      'held.graph.json': JSON.stringify(graph),
    });
    const server = await Served.start(folder.root);
    const client = await server.connect();
    const mine = (await sharedFolders()).find((name) => name.includes(`.${server.child.pid}.`))!;
    const kept = path.join('/dev/shm', mine, 'kept');
    await client.call('network.start', { path: 'held.graph.json' });
    await until(async () => (await readdir(kept)).length > 0);
    await server.stop('SIGKILL');
    client.close();
    expect(existsSync(kept)).toBe(true);
    await using next = await Served.start(folder.root);
    expect(existsSync(path.join('/dev/shm', mine))).toBe(false);
    expect(mountsOf(mine)).toEqual([]);
    await next.stop();
    expect((await sharedFolders()).filter((name) => name.includes(`.${next.child.pid}.`))).toEqual([]);
    expect(mountsOf(`.${next.child.pid}.`)).toEqual([]);
  }, 60_000);
});

/** The mounts of shared memory whose folders have this in their names. */
function mountsOf(part: string): string[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  return mounts.filter((mount) => mount.includes('/reflow-studio.') && mount.includes(part));
}

/** Whether this user may make a file system in huge pages here. */
function mayMount(): boolean {
  const folder = mkdtempSync('/dev/shm/may-mount-');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'huge=within_size', 'trial', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(5);
}
