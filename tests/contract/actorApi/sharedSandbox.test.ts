import { describe, expect, it } from 'vitest';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { ScriptInstance } from '../../../electron/backend/registry/script/scriptInstance.ts';
import { ActorBench, fireValues } from './actorBench.ts';
import { RealSandboxes } from './realSandboxes.ts';

const sources: Readonly<Record<ScriptRuntime, string>> = {
  python: `
import os, time
count = 0
async def process(context):
    global count
    command = context.get_input("input")
    count += 1
    if command == "die late": time.sleep(0.2)
    if command.startswith("die"): os._exit(3)
    if command == "loop":
        while True: pass
    total = await context.state.increment("total")
    return [os.getpid(), count, total, context.actor_id]
`,
  javascript: `
let count = 0;
export async function process(context) {
  const command = context.getInput('input');
  count += 1;
  if (command === 'die late') await new Promise((resolve) => setTimeout(resolve, 200));
  if (command.startsWith('die')) globalThis.process.reallyExit(3);
  if (command === 'loop') for (;;);
  const total = await context.state.increment('total');
  return [globalThis.process.pid, count, total, context.actorId];
}
`,
};

/** The state operation keeps the message at work until the host has read on. */
const printing: Readonly<Record<ScriptRuntime, string>> = {
  python:
    'import os\nasync def process(context):\n    os.write(1, f"{context.actor_id}\\n".encode())\n    await context.state.get("key")\n',
  javascript:
    "const fs = require('node:fs');\nasync function process(context) { fs.writeSync(1, context.actorId + '\\n'); await context.state.get('key'); }\n",
};

describe.each(['python', 'javascript'] as const)('nodes that share a sandbox in %s', (runtime) => {
  const actor = { runtime, source: sources[runtime] };

  async function nodes(bench: ActorBench, count: number): Promise<ScriptInstance[]> {
    const component = await bench.component(actor);
    return Promise.all(
      Array.from({ length: count }, (_, index) => bench.instance(component, { actorId: `node-${index}` })),
    );
  }

  const answer = async (instance: ScriptInstance, input = '') => {
    const { outputs, failure } = await fireValues(instance, { input });
    return failure ? failure.type : (JSON.parse(outputs[0]!.json) as [number, number, number, string]);
  };

  it('[S5] a hundred nodes of one component share two sandboxes; each has its own code, names and state', async () => {
    const sandboxes = new RealSandboxes({ maximum: 2 });
    await using bench = await ActorBench.open(sandboxes);
    const instances = await nodes(bench, 100);
    expect(sandboxes.status()).toMatchObject({ busy: 2, waiting: 0 });
    for (const round of [1, 2, 3]) {
      const answers = await Promise.all(instances.map((instance) => answer(instance)));
      expect(answers).toEqual(instances.map((_, index) => [expect.any(Number), round, round, `node-${index}`]));
    }
  });

  it('[S6] what one prints past the runner is never a print of another', async () => {
    await using bench = await ActorBench.open(new RealSandboxes({ maximum: 1 }));
    const component = await bench.component({ runtime, source: printing[runtime] });
    const instances = await Promise.all(
      ['one', 'two', 'three'].map((actorId) => bench.instance(component, { actorId })),
    );
    for (let round = 0; round < 3; round++)
      for (const [index, instance] of instances.entries()) {
        const { logs } = await fireValues(instance, {});
        expect(logs).toEqual([{ level: 'info', text: ['one', 'two', 'three'][index] }]);
      }
  });

  it('[S4] when one ends the sandbox, its message fails and no other; all go on', async () => {
    await using bench = await ActorBench.open(new RealSandboxes({ maximum: 1 }));
    const [one, two, three] = (await nodes(bench, 3)) as [ScriptInstance, ScriptInstance, ScriptInstance];
    const before = [answer(two), answer(one, 'die'), answer(three), answer(two), answer(one)];
    expect(await Promise.all(before)).toEqual([
      [expect.any(Number), 1, 1, 'node-1'],
      'SandboxDied',
      [expect.any(Number), expect.any(Number), 1, 'node-2'],
      [expect.any(Number), expect.any(Number), 2, 'node-1'],
      [expect.any(Number), 1, 1, 'node-0'],
    ]);
  });

  it('[S4] one that waits to be loaded when another ends the sandbox is loaded into the next', async () => {
    await using bench = await ActorBench.open(new RealSandboxes({ maximum: 1 }));
    const component = await bench.component(actor);
    const one = await bench.instance(component, { actorId: 'one' });
    const dying = answer(one, 'die late');
    const two = await bench.instance(component, { actorId: 'two' });
    expect([await dying, await answer(two)]).toEqual(['SandboxDied', [expect.any(Number), 1, 1, 'two']]);
  });

  it('[S5] one that is stopped in the middle of an endless message does not hold up the others', async () => {
    await using bench = await ActorBench.open(new RealSandboxes({ maximum: 1 }));
    const [one, two] = (await nodes(bench, 2)) as [ScriptInstance, ScriptInstance];
    const endless = answer(one, 'loop');
    const next = answer(two);
    await one[Symbol.asyncDispose]();
    expect(await endless).toBe('Cancelled');
    expect(await next).toEqual([expect.any(Number), 1, 1, 'node-1']);
  });

  it('[S5] one that is disposed leaves the sandbox to the others, the last takes it along', async () => {
    const sandboxes = new RealSandboxes({ maximum: 1 });
    await using bench = await ActorBench.open(sandboxes);
    const [one, two] = (await nodes(bench, 2)) as [ScriptInstance, ScriptInstance];
    const [pid] = (await answer(one)) as [number, number, number, string];
    await one[Symbol.asyncDispose]();
    expect(await answer(two)).toEqual([pid, 1, 1, 'node-1']);
    await two[Symbol.asyncDispose]();
    expect(sandboxes.status()).toMatchObject({ busy: 0 });
  });

  it('[S5] other components never share it', async () => {
    await using bench = await ActorBench.open(new RealSandboxes({ maximum: 1, acquireDeadline: 300 }));
    await nodes(bench, 1);
    const other = await bench.component({ ...actor, component: 'Other' });
    await expect(bench.instance(other)).rejects.toMatchObject({
      code: 'poolExhausted',
      message: expect.stringContaining('pool exhausted (1 of 1 in use)'),
    });
  });
});
