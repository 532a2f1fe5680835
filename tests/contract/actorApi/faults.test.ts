import { describe, expect, it } from 'vitest';
import { ActorBench, fire, fireValues, type FiringResult } from './actorBench.ts';
import { RealSandboxes } from './realSandboxes.ts';

const outputsOf = (results: FiringResult[]) => results.map(({ outputs }) => outputs.map(({ json }) => json).join());

const python = (body: string) =>
  `import os, time, socket\nasync def process(context):\n    value = context.get_input("input")\n${body}\n    return {"output": value}\n`;
const javascript = (body: string) =>
  `import fs from 'node:fs';\nasync function process(context) {\n  const value = context.getInput('input');\n${body}\n  return { output: value };\n}\n`;

/** An actor that answers its input, but does something bad with 5. */
const bad = {
  loops: { python: python('    while value == 5: pass'), javascript: javascript('  while (value === 5);') },
  hangs: {
    python: `import asyncio\n${python('    await asyncio.sleep(1000 if value == 5 else 0)')}`,
    javascript: javascript('  if (value === 5) await new Promise(() => setInterval(() => {}, 1000));'),
  },
  dies: {
    python: python('    if value == 5: os._exit(9)'),
    javascript: javascript('  if (value === 5) globalThis.process.kill(globalThis.process.pid, 9);'),
  },
  hogs: {
    python: python('    if value == 5:\n        x = [bytearray(1 << 20) for _ in range(400)]'),
    javascript: javascript('  if (value === 5) { const all = []; for (;;) all.push(new Array(1e5).fill({})); }'),
  },
  forges: {
    python: python(`    if value == 5:
        for fd in range(3, 1024):
            try: os.write(fd, b"\\x20\\x00\\x00\\x00" + bytes(4) + b"\\x13" + bytes(15) + bytes(20))
            except OSError: pass
        time.sleep(60)`),
    javascript: javascript(`  if (value === 5) {
    for (let fd = 3; fd < 64; fd++) try { fs.writeSync(fd, Buffer.alloc(64, 1)); } catch {}
    await new Promise((resolve) => setTimeout(resolve, 60000));
  }`),
  },
} as const;

describe.each(['python', 'javascript'] as const)('%s actors that misbehave in a real sandbox', (runtime) => {
  const run = async (kind: keyof typeof bad, limits = {}) => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const instance = await bench.start({ runtime, source: bad[kind][runtime], limits });
    // All at once: what was handed to the sandbox behind the bad one must not suffer.
    const results = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((input) => fireValues(instance, { input })));
    expect(outputsOf(results)).toEqual(['1', '2', '3', '4', '', '6', '7', '8']);
    expect(results.filter(({ failure }) => failure)).toHaveLength(1);
    const after = await fireValues(instance, { input: 9 });
    expect(outputsOf([after])).toEqual(['9']);
    return results[4]!.failure!;
  };

  it('[S4] over time: that message fails as Timeout, the sandbox is replaced, the others go on', async () => {
    const failure = await run('loops', { timeout: 1 });
    expect(failure).toMatchObject({ type: 'Timeout', port: 'input' });
    expect(failure.message).toMatch(/^Test took longer than 1 s for one message\. Raise timeout/);
  });

  it('[S4] waiting for ever is over time, too', async () => {
    expect(await run('hangs', { timeout: 1 })).toMatchObject({ type: 'Timeout' });
  });

  it('[S4] over memory: named as such', async () => {
    const failure = await run('hogs', { memory: '160MB', cpu: 1 });
    // Where the bound is an rlimit, Python itself is told first.
    expect(['OutOfMemory', 'MemoryError']).toContain(failure.type);
    if (failure.type === 'OutOfMemory')
      expect(failure.message).toMatch(/^Test stopped: out of memory \(160 MB\)\. Raise memory/);
  });

  it('[S4] a process that ends itself fails that message alone', async () => {
    expect(await run('dies')).toMatchObject({ type: 'SandboxDied', port: 'input' });
  });

  it('[S4] what an actor had sent before its process ended is delivered', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const source =
      runtime === 'python'
        ? 'import os\ndef process(context):\n    for n in range(40):\n        context.send_output("output", str(n) + "x" * 50000)\n    os._exit(0)\n'
        : 'function process(context) { for (let n = 0; n < 40; n++) context.sendOutput("output", n + "x".repeat(50000)); globalThis.process.kill(globalThis.process.pid, 9); }';
    const instance = await bench.start({ runtime, source });
    for (let round = 0; round < 3; round++) {
      const { outputs, failure } = await fire(instance);
      expect(failure?.type).toBe('SandboxDied');
      expect(outputs.map(({ json }) => parseInt(json.slice(1), 10))).toEqual([...Array(40).keys()]);
    }
  });

  it('[S6] bytes written to every descriptor are no message; they end the sandbox with an error that says so', async () => {
    const failure = await run('forges');
    expect(failure.type).toBe('SandboxDied');
  });

  it('[S4] an endless import is over time and names the actor', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const source = runtime === 'python' ? 'while True: pass' : 'for (;;);';
    const started = bench.start({ runtime, source, limits: { timeout: 1 } });
    await expect(started).rejects.toMatchObject({ code: 'timeout', message: /Test took longer than 1 s to load/ });
  });

  it('[S4] a module that waits for ever is over time, too, and says so', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const source =
      runtime === 'python'
        ? 'import asyncio\nasyncio.run(asyncio.sleep(1000))'
        : 'await new Promise(() => setInterval(() => {}, 1000));';
    const started = bench.start({ runtime, source, limits: { timeout: 1 } });
    await expect(started).rejects.toMatchObject({ code: 'timeout', message: /Test took longer than 1 s to load/ });
  });

  it('[S6, A5] what is written to the descriptors of stdout and stderr is a print of the message at work', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const source =
      runtime === 'python'
        ? 'import os\nasync def process(context):\n    os.write(1, b"one\\n")\n    os.write(2, b"two\\n")\n    await context.state.get("key")\n'
        : 'const fs = require("node:fs");\nasync function process(context) { fs.writeSync(1, "one\\n"); fs.writeSync(2, "two\\n"); await context.state.get("key"); }';
    const instance = await bench.start({ runtime, source });
    for (let round = 0; round < 3; round++)
      expect((await fire(instance)).logs).toEqual([
        { level: 'info', text: 'one' },
        { level: 'error', text: 'two' },
      ]);
    expect(bench.logs).toEqual([]);
  });

  it('[S6, A5] what is written just before the end is not lost', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const source =
      runtime === 'python'
        ? 'import os\ndef process(context):\n    print("first")\n    for n in range(50): os.write(1, b"%d\\n" % n)\n'
        : 'const fs = require("node:fs");\nfunction process() { console.log("first"); for (let n = 0; n < 50; n++) fs.writeSync(1, n + "\\n"); }';
    const instance = await bench.start({ runtime, source });
    const { logs } = await fire(instance);
    await instance[Symbol.asyncDispose]();
    const texts = [...logs, ...bench.logs].map(({ text }) => text);
    expect(texts.toSorted()).toEqual(['first', ...Array.from({ length: 50 }, (_, n) => `${n}`)].toSorted());
  });

  it('[N6] cancelling ends the running firing and completes the waiting ones', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const instance = await bench.start({ runtime, source: bad.hangs[runtime] });
    const results = [5, 6, 7].map((input) => fireValues(instance, { input }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    instance.cancel();
    for (const result of await Promise.all(results)) expect(result.failure?.type).toBe('Cancelled');
    expect(outputsOf([await fireValues(instance, { input: 8 })])).toEqual(['8']);
  });

  it('[S4] cancelling ends a loop that never yields', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const instance = await bench.start({ runtime, source: bad.loops[runtime] });
    const results = [5, 6].map((input) => fireValues(instance, { input }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    instance.cancel();
    for (const result of await Promise.all(results)) expect(result.failure?.type).toBe('Cancelled');
    expect(outputsOf([await fireValues(instance, { input: 8 })])).toEqual(['8']);
  });

  it('[N1] while held, an endless generator stops and its clock stands still', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const source =
      runtime === 'python'
        ? 'def process(context):\n    n = 0\n    while True:\n        n += 1\n        yield {"output": "x" * 1000}\n'
        : 'function* process() { for (let n = 1; ; n++) yield { output: "x".repeat(1000) }; }';
    const instance = await bench.start({ runtime, source, limits: { timeout: 1 } });
    let count = 0;
    const ended = new Promise<string | undefined>((resolve) =>
      instance.fire({
        inputs: new Map(),
        emit: () => count++,
        log: () => {},
        complete: (failure) => resolve(failure?.type),
      }),
    );
    await expect.poll(() => count).toBeGreaterThan(100);
    instance.hold(true);
    const held = count;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(count).toBe(held);
    instance.hold(false);
    await expect.poll(() => count).toBeGreaterThan(held + 1000);
    instance.cancel();
    expect(await ended).toBe('Cancelled');
  });
});

describe('python actors that make processes', () => {
  const source = `
import os
async def process(context):
    command = context.get_input("input")
    child = os.fork()
    if child == 0:
        if command == "send": context.send_output("output", "from the child")
        if command == "state": context.set_state("key", "from the child")
        if command == "return": return {"output": "from the child"}
        print("printed by the child")
        context.log("warn", "logged by the child")
        os._exit(0)
    _, status = os.waitpid(child, 0)
    await context.state.get("key")
    return {"output": status >> 8}
`;

  it('[S6, A5] what a forked process prints is a print of the message at work', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const instance = await bench.start({ runtime: 'python', source });
    const { outputs, logs, failure } = await fireValues(instance, { input: 'print' });
    expect(failure).toBeUndefined();
    expect(outputs.map(({ json }) => json)).toEqual(['0']);
    expect(logs.map(({ text }) => text).toSorted()).toEqual(['logged by the child', 'printed by the child']);
  });

  it.each(['send', 'state', 'return'])(
    '[S6] a forked process cannot %s: it ends, and the actor goes on',
    async (input) => {
      await using bench = await ActorBench.open(new RealSandboxes());
      const instance = await bench.start({ runtime: 'python', source });
      const { outputs, logs, failure } = await fireValues(instance, { input });
      expect(failure).toBeUndefined();
      expect(outputs.map(({ json }) => json)).toEqual(['70']);
      expect(logs.at(-1)).toEqual({ level: 'error', text: expect.stringMatching(/only the actor's own process can/) });
    },
  );
});

it('[S8, S4] memory that is raised in the file is there for the next message, though a running interpreter cannot be given it', async () => {
  await using bench = await ActorBench.open(new RealSandboxes());
  const source =
    'exports.process = (context) => Array.from({ length: context.getInput("input") }, (_, n) => new Array(131072).fill(n + 0.5)).length;';
  const actor = await bench.write({ runtime: 'javascript', source });
  const having = (memory: string) => ({ ...actor, declared_limits: { memory, cpu: 1 } });
  const component = bench.componentOf(having('96MB'));
  const instance = await bench.instance(component);
  const hold = async (input: number) => outputsOf([await fireValues(instance, { input })]);
  expect(await hold(80)).toEqual(['']);
  await component.update(having('200MB'));
  expect(await hold(80)).toEqual(['80']);
  await component.update(having('400MB'));
  expect(await hold(160)).toEqual(['160']);
});
