import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/rpc/errors.ts';
import type { StateStore } from '../../../electron/backend/state/stateStore.ts';
import { ActorBench, fire, fireValues } from './actorBench.ts';
import { PlainSandboxes } from './plainSandbox.ts';
import { RealSandboxes } from './realSandboxes.ts';

/** Counts how many operations arrive in one turn of the event loop. */
function counting(turns: number[]): (store: StateStore) => StateStore {
  let isCounting = false;
  return (store) =>
    new Proxy(store, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (name !== 'run') return typeof value === 'function' ? value.bind(target) : value;
        return (...args: Parameters<StateStore['run']>) => {
          if (!isCounting) {
            isCounting = true;
            turns.push(0);
            setImmediate(() => {
              isCounting = false;
            });
          }
          turns[turns.length - 1]!++;
          return target.run(...args);
        };
      },
    });
}

describe.each(['python', 'javascript'] as const)('waiting in %s', (runtime) => {
  it('[T5] state operations issued together arrive together', async () => {
    const turns: number[] = [];
    await using bench = await ActorBench.open(new PlainSandboxes(), counting(turns));
    const source =
      runtime === 'python'
        ? 'async def process(context):\n    all = [context.state.increment("n", k) for k in range(20)]\n    return {"output": [await one for one in all][-1]}\n'
        : 'async function process(context) { return { output: (await Promise.all([...Array(20).keys()].map((k) => context.state.increment("n", k)))).at(-1) }; }';
    const instance = await bench.start({ runtime, source });
    expect((await fire(instance)).outputs[0]!.json).toBe('190');
    expect(turns).toEqual([20]);
  });

  it('[T6] state that is away is StateUnavailable in the actor', async () => {
    const away = (store: StateStore): StateStore =>
      new Proxy(store, {
        get: (target, name) =>
          name === 'run'
            ? () => Promise.reject(new AppError('stateUnavailable', 'Redis does not answer.'))
            : Reflect.get(target, name).bind(target),
      });
    await using bench = await ActorBench.open(new PlainSandboxes(), away);
    const source =
      runtime === 'python'
        ? 'async def process(context):\n    await context.state.get("k")\n'
        : 'async function process(context) { await context.state.get("k"); }';
    const instance = await bench.start({ runtime, source });
    expect((await fire(instance)).failure).toMatchObject({
      type: 'StateUnavailable',
      message: 'Redis does not answer.',
    });
  });

  it('[A2] a message is delivered at once, though the actor works on', async () => {
    await using bench = await ActorBench.open();
    const source =
      runtime === 'python'
        ? 'import time\nasync def process(context):\n    await context.send_output("output", 1)\n    print("working")\n    time.sleep(0.5)\n    return 2\n'
        : 'async function process(context) { await context.sendOutput("output", 1); console.log("working"); const end = Date.now() + 500; while (Date.now() < end); return 2; }';
    const instance = await bench.start({ runtime, source });
    for (let round = 0; round < 2; round++) {
      const times: Record<string, number> = {};
      await new Promise<void>((resolve) =>
        instance.fire({
          inputs: new Map(),
          emit: (_port, packet) => (times[packet.plainJson] = performance.now()),
          log: (_level, text) => (times[text] = performance.now()),
          complete: () => resolve(),
        }),
      );
      expect(times['2']! - times['1']!).toBeGreaterThan(300);
      expect(times['2']! - times['working']!).toBeGreaterThan(300);
    }
  });

  it('[A1] the time that a caller gives a message is its timestamp', async () => {
    await using bench = await ActorBench.open();
    const source =
      runtime === 'python'
        ? 'def process(context):\n    return {"output": [context.timestamp, sorted(context.payload)]}\n'
        : 'function process(context) { return { output: [context.timestamp, [...context.payload.keys()].sort()] }; }';
    const instance = await bench.start({ runtime, source });
    expect((await fire(instance, { input: '1' }, 1234567890)).outputs[0]!.json).toBe('[1234567890,["input"]]');
    expect((await fire(instance, {}, 5)).outputs[0]!.json).toBe('[5,[]]');
  });

  it('[A5] what is printed while the file is loaded is a log record of the node', async () => {
    await using bench = await ActorBench.open();
    const source =
      runtime === 'python'
        ? 'print("loading")\ndef process(context): pass\n'
        : 'console.log("loading");\nfunction process() {}\n';
    await bench.start({ runtime, source });
    expect(bench.logs).toEqual([{ level: 'info', text: 'loading' }]);
  });
});

describe('asyncio in a real sandbox', () => {
  it('[A3] sleep, gather, timeout, create_task and state operations work together', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const source = `
import asyncio
async def process(context):
    value = context.get_input("input")
    await asyncio.sleep(0.01)
    a, b = await asyncio.gather(context.state.increment("n", value), context.state.get("missing", 7))
    task = asyncio.create_task(context.state.exists("n"))
    try:
        async with asyncio.timeout(0.05):
            await asyncio.sleep(10)
    except TimeoutError:
        late = True
    async with asyncio.TaskGroup() as group:
        sends = [group.create_task(context.send_output("output", k)) for k in (1, 2)]
    return {"output": [a, b, await task, late, await asyncio.wait_for(context.state.get("n"), 5)]}
`;
    const instance = await bench.start({ runtime: 'python', source });
    expect(await fireValues(instance, { input: 3 })).toMatchObject({ failure: undefined });
    const { outputs } = await fireValues(instance, { input: 4 });
    expect(outputs.map(({ json }) => json)).toEqual(['1', '2', '[7,7,true,true,7]']);
  });

  it('[A3, A7] background tasks run between messages, their failures are logged, and they do not end the program', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const source = `
import asyncio, sys
ticks = 0
async def tick():
    global ticks
    while ticks < 3:
        ticks += 1
        await asyncio.sleep(0.01)
    raise RuntimeError("tired")
async def leave():
    sys.exit(3)
started = None
async def process(context):
    global started
    if started is None:
        started = asyncio.ensure_future(tick())
        leaving = asyncio.ensure_future(leave())
    elif started is not True and started.done():
        started = True
    return {"output": ticks}
`;
    const instance = await bench.start({ runtime: 'python', source });
    const told: string[] = [];
    const ticks = async () => {
      const { outputs, failure, logs } = await fire(instance);
      expect(failure).toBeUndefined();
      told.push(...logs.map(({ text }) => text));
      return outputs[0]!.json;
    };
    await expect.poll(ticks, { timeout: 20_000 }).toBe('3');
    const logged = () => [...told, ...bench.logs.map(({ text }) => text)].join('\n');
    await expect
      .poll(async () => [await ticks(), logged()], { timeout: 20_000 })
      .toEqual(['3', expect.stringMatching(/tired/)]);
    expect(logged()).toMatch(/SystemExit: 3/);
  });

  it('[S9, A7] an actor that stops, closes or hides the event loop keeps nobody from going on in it', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const source = `
import asyncio
count = 0
async def process(context):
    global count
    count += 1
    loop = asyncio.get_running_loop()
    how = context.get_input("input")
    if how == "close": loop.close()
    elif how == "hide": asyncio.set_event_loop(None)
    elif how == "stop": loop.stop()
    elif how == "stop later": loop.call_soon(loop.stop)
    await asyncio.sleep(0)
    return [count, await context.state.increment("n")]
`;
    const instance = await bench.start({ runtime: 'python', source });
    const ways = ['stop', 'stop later', 'close', 'hide', ''];
    const results = await Promise.all(ways.map((input) => fireValues(instance, { input })));
    expect(results.map(({ outputs, failure }) => failure?.message ?? outputs[0]!.json)).toEqual([
      '[1,1]',
      '[2,2]',
      'Cannot close a running event loop',
      '[4,3]',
      '[5,4]',
    ]);
  });

  it('[A3] a plain function has the answers of state operations at hand, in a generator too, and beside an event loop', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const plain = `
def process(context):
    before = context.get_state("n", 10)
    context.set_state("n", before + 1)
    context.state.push("seen", before)
    return {"output": [before, context.state.increment("calls"), context.state.exists("n"), context.state.keys()]}
`;
    const generator = `
import asyncio
def process(context):
    for _ in range(2):
        yield {"output": context.state.increment("m")}
    async def twice():
        return await context.state.increment("m"), await context.state.increment("m")
    yield {"output": asyncio.run(twice())}
    try:
        context.state.push("m", 1)
    except Exception as error:
        yield {"output": type(error).__name__}
`;
    const results = async (source: string): Promise<(string | undefined)[]> => {
      const { outputs, failure } = await fire(await bench.start({ runtime: 'python', source }));
      return [failure?.message, ...outputs.map(({ json }) => json)];
    };
    expect(await results(plain)).toEqual([undefined, '[10,1,true,["calls","n","seen"]]']);
    expect(await results(generator)).toEqual([undefined, '1', '2', '[3,4]', '"StateError"']);
  });

  it('[A2] a plain function may answer the coroutine of another, which waits', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const source = `
import asyncio
async def answer(context):
    await asyncio.sleep(0.01)
    return {"output": context.get_input("input") + await context.state.increment("n")}
def process(context):
    return answer(context)
`;
    const instance = await bench.start({ runtime: 'python', source });
    for (const value of [1, 2])
      expect((await fireValues(instance, { input: 40 })).outputs[0]!.json).toBe(String(40 + value));
  });

  it('[A2, A5] threads of an actor may all send and print: nothing is lost, and each keeps its order', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const source = `
import sys, threading
sys.setswitchinterval(1e-6)
def process(context):
    def work(name):
        for n in range(2000):
            context.send_output(name, n)
            if n % 20 == 0:
                print(f'{name} {n}')
    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
`;
    const instance = await bench.start({ runtime: 'python', source, outports: ['a', 'b', 'c'] });
    const { outputs, logs, failure } = await fire(instance);
    expect(failure).toBeUndefined();
    for (const name of ['a', 'b', 'c'])
      expect(outputs.filter(({ port }) => port === name).map(({ json }) => json)).toEqual(
        Array.from({ length: 2000 }, (_, n) => String(n)),
      );
    // Threads share lines, as they do everywhere; no word is lost.
    expect(logs.flatMap(({ text }) => text.match(/[abc] \d+/g) ?? [])).toHaveLength(300);
  });

  it('[A2] a plain function may call asyncio.run', async () => {
    await using bench = await ActorBench.open(new RealSandboxes());
    const source = `
import asyncio
async def answer():
    await asyncio.sleep(0.01)
    return 42
def process(context):
    return {"output": asyncio.run(answer())}
`;
    const instance = await bench.start({ runtime: 'python', source });
    expect((await fire(instance)).outputs[0]!.json).toBe('42');
  });
});

it('[A3] state can be awaited in an event loop that a Python actor runs itself, whether the runner has one or not', async () => {
  await using bench = await ActorBench.open(new PlainSandboxes());
  const source = `
import asyncio, threading
async def work(context):
    task = asyncio.create_task(context.state.set("kept", {"a": 1}))
    counts = await asyncio.gather(*[context.state.increment("n") for _ in range(20)])
    await task
    await context.send_output("output", await context.state.get("kept"))
    try:
        await context.state.push("n", 1)
    except Exception as error:
        await context.send_output("output", type(error).__name__)
    return counts[-1]
async def wait(context, told):
    try:
        await context.state.get("n")
    except RuntimeError as error:
        told.append(str(error))
def process(context):
    how = context.get_input("input")
    if how == "runner":
        return wait(context, [])
    if how == "own":
        return {"output": asyncio.run(work(context))}
    told = []
    thread = threading.Thread(target=lambda: asyncio.run(wait(context, told)))
    thread.start()
    thread.join()
    return {"output": told}
`;
  const instance = await bench.start({ runtime: 'python', source });
  const outputsOf = async (input: string) => {
    const { outputs, failure } = await fireValues(instance, { input });
    expect(failure).toBeUndefined();
    return outputs.map(({ json }) => json);
  };
  expect(await outputsOf('own')).toEqual(['{"a":1}', '"StateError"', '20']);
  expect(await outputsOf('runner')).toEqual([]);
  expect(await outputsOf('own')).toEqual(['{"a":1}', '"StateError"', '40']);
  expect((await outputsOf('thread'))[0]).toMatch(/not in a thread that it started/);
});
