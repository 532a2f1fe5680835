import { describe, expect, it } from 'vitest';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { ActorBench, fireValues } from '../contract/actorApi/actorBench.ts';
import { RealSandboxes } from '../contract/actorApi/realSandboxes.ts';

/** Actors that turn on the program through its own channel, in real sandboxes. */
describe.each(['python', 'javascript'] as const)('hostile actors in %s', (runtime: ScriptRuntime) => {
  async function run(sources: Readonly<Record<ScriptRuntime, string>>, input: number | string = 1) {
    await using bench = await ActorBench.open(new RealSandboxes());
    await bench.state.run({ namespace: 'test', actorId: 'victim' }, ['set', 'key', 'untouched']);
    const component = await bench.component({ runtime, source: sources[runtime] });
    const attacker = await bench.instance(component, { actorId: 'attacker' });
    const neighbour = await bench.instance(
      await bench.component({
        runtime,
        file: runtime === 'python' ? 'neighbour.actor.py' : 'neighbour.actor.js',
        source: { python: 'def process(context): return 42', javascript: 'export const process = () => 42;' }[runtime],
      }),
      { actorId: 'neighbour' },
    );
    const result = await fireValues(attacker, { input });
    const beside = await fireValues(neighbour, { input: 1 });
    expect(beside.outputs.map(({ json }) => json)).toEqual(['42']);
    expect(await bench.state.run({ namespace: 'test', actorId: 'victim' }, ['get', 'key'])).toBe('untouched');
    expect(await bench.state.list({})).toEqual(
      expect.not.arrayContaining([
        expect.objectContaining({ actorId: expect.not.stringMatching(/^(victim|attacker)$/) }),
      ]),
    );
    return { ...result, json: result.outputs.map(({ json }) => json) };
  }

  it('[X4] frames forged on every descriptor that can be found are no messages', async () => {
    const { outputs, failure } = await run({
      python: `
import os, struct
def process(context):
    for tag in (0, 1, 0xffffffff):
        record = struct.pack('<BBHIII', 19, 0, 6, 1, 1, 8) + b'output' + b'"forged"'
        for name in os.listdir('/proc/self/fd'):
            try: os.write(int(name), struct.pack('<II', len(record), tag) + record)
            except OSError: pass
    return "own"
`,
      javascript: `
import fs from 'node:fs';
export function process(context) {
  const record = Buffer.alloc(16 + 6 + 8);
  record[0] = 19; record.writeUInt16LE(6, 2); record.writeUInt32LE(1, 4); record.writeUInt32LE(1, 8); record.writeUInt32LE(8, 12);
  record.write('output"forged"', 16);
  for (const tag of [0, 1, 0xffffffff]) {
    const header = Buffer.alloc(8); header.writeUInt32LE(record.length, 0); header.writeUInt32LE(tag, 4);
    for (let descriptor = 0; descriptor < 40; descriptor++) try { fs.writeSync(descriptor, Buffer.concat([header, record])); } catch {}
  }
  return 'own';
}`,
    });
    expect(outputs.map(({ json }) => json)).not.toContain('"forged"');
    expect(failure).toMatchObject({ type: 'SandboxDied', message: expect.stringContaining('wrote to the channel') });
  });

  it('[X4] a giant frame is not waited for', async () => {
    const { failure } = await run({
      python: `
import os, struct
def process(context):
    for name in os.listdir('/proc/self/fd'):
        try: os.write(int(name), struct.pack('<II', 0xffffffff, 0) + b'x' * 4096)
        except OSError: pass
`,
      javascript: `
import fs from 'node:fs';
export function process(context) {
  const bytes = Buffer.alloc(4096, 0xff);
  for (let descriptor = 0; descriptor < 40; descriptor++) try { fs.writeSync(descriptor, bytes); } catch {}
}`,
    });
    expect(failure).toMatchObject({ type: 'SandboxDied' });
  });

  it("[X4, T5] no key reaches another actor's state", async () => {
    const keys = [
      'test:victim:key',
      '../victim/key',
      'victim:key',
      'test%3Avictim%3Akey',
      '\0victim\0key',
      '__proto__',
      'constructor',
    ];
    const { failure } = await run({
      python: `
keys = ${JSON.stringify(keys).replace('\\u0000', '\\x00')}
async def process(context):
    for key in keys:
        await context.state.set(key, "taken")
        await context.state.delete(key)
        await context.state.set(key, "taken")
`,
      javascript: `
export async function process(context) {
  for (const key of ${JSON.stringify(keys)}) {
    await context.state.set(key, 'taken');
    await context.state.delete(key);
    await context.state.set(key, 'taken');
  }
}`,
    });
    expect(failure).toBeUndefined();
  });

  it('[X4] __proto__ and constructor in outputs are keys like any other, and change nothing of the program', async () => {
    const { json, failure } = await run({
      python: `
def process(context):
    return {"output": {"__proto__": {"polluted": True}, "constructor": {"prototype": {"polluted": True}}}}
`,
      javascript: `
export function process(context) {
  return { output: JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') };
}`,
    });
    expect(failure).toBeUndefined();
    expect(json).toEqual(['{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('[X4] deep JSON ends in an answer or an error of that node', async () => {
    const { outputs, failure } = await run({
      python: `
def process(context):
    value = []
    for _ in range(200000): value = [value]
    return {"output": value}
`,
      javascript: `
export function process(context) {
  let value = [];
  for (let depth = 0; depth < 200000; depth++) value = [value];
  return { output: value };
}`,
    });
    expect(outputs.length === 1 || failure !== undefined).toBe(true);
  });

  it('[X4] changed prototypes and globals of its own reach nobody else', async () => {
    await run({
      python: `
import builtins, json, sys
def process(context):
    builtins.open = builtins.print = json.dumps = None
    sys.modules.clear()
    return 1
`,
      javascript: `
export function process(context) {
  Object.prototype.polluted = true;
  Array.prototype.push = JSON.stringify = Buffer.from = Map.prototype.get = () => { throw new Error('taken'); };
  return 1;
}`,
    });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('[X4] a flood of log lines is bounded, and the actor goes on', async () => {
    const { json, failure } = await run({
      python: `
def process(context):
    for number in range(20000): print("line", number)
    return "done"
`,
      javascript: `
export function process(context) {
  for (let number = 0; number < 20000; number++) console.log('line', number);
  return 'done';
}`,
    });
    expect(failure).toBeUndefined();
    expect(json).toEqual(['"done"']);
  });
});

it('[X4, S4] an actor that ends messages under the number of another is ended, instead of being waited for', async () => {
  await using bench = await ActorBench.open(new RealSandboxes());
  const component = await bench.component({
    runtime: 'python',
    source: `
import gc
def process(context):
    if context.get_input("input") == 2: return "well"
    for one in gc.get_objects():
        if type(one).__name__ == "Instance": one.number += 1
`,
  });
  const instance = await bench.instance(component);
  expect((await fireValues(instance, { input: 1 })).failure).toMatchObject({
    type: 'SandboxDied',
    message: expect.stringContaining('a message that was not its own'),
  });
  expect((await fireValues(instance, { input: 2 })).outputs.map(({ json }) => json)).toEqual(['"well"']);
});

it('[X4, S4] an actor that says in no JSON why it does not load has failed to load, instead of being waited for', async () => {
  await using bench = await ActorBench.open(new RealSandboxes());
  const source = `Object.prototype.toJSON = () => undefined;\nthrow new Error('why');\nexport function process() {}`;
  await expect(bench.start({ runtime: 'javascript', source })).rejects.toMatchObject({
    code: 'actorFailed',
    message: expect.stringContaining('it wrote to the channel'),
  });
});
