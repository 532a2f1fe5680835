import { describe, expect, it, onTestFinished } from 'vitest';
import { edgeEnd, emptyGraph, type Graph } from '#shared/graph/graph.ts';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { Value } from '#shared/message/message.ts';
import { Network } from '../../../electron/backend/network/network.ts';
import type { Component, ComponentInstance } from '../../../electron/backend/registry/component.ts';
import { inport, nativeComponent, outport } from '../../../electron/backend/registry/native/nativeComponent.ts';
import { ExpressionWorkers } from '../../../electron/backend/registry/native/expression/expressionWorkers.ts';
import { ActorBench, type ActorFile } from './actorBench.ts';
import { RealSandboxes } from './realSandboxes.ts';

const bound = 50;
const count = 3000;

/** Everything that one firing can send without waiting for anything. */
const bursts: Readonly<Record<ScriptRuntime, Record<string, string>>> = {
  python: {
    'send_output_sync in a loop': `
def process(context):
    for n in range(${count}):
        context.send_output_sync("output", n)
`,
    'an async function that never awaits': `
async def process(context):
    for n in range(${count}):
        context.send_output("output", n)
`,
    'a generator': `
def process(context):
    for n in range(${count}):
        yield {"output": n}
`,
  },
  javascript: {
    'sendOutputSync in a loop': `
export function process(context) {
  for (let n = 0; n < ${count}; n++) context.sendOutputSync('output', n);
}
`,
    'send without await': `
export async function process(context) {
  for (let n = 0; n < ${count}; n++) context.send('output', n);
}
`,
    'an asynchronous generator': `
export async function* process(context) {
  for (let n = 0; n < ${count}; n++) yield { output: n };
}
`,
  },
};

/** Passes messages on, one a turn of the event loop. */
const slow = nativeComponent({
  name: 'Slow',
  description: '',
  icon: 'repeat',
  category: 'flow',
  tags: [],
  inports: [inport('in', '')],
  outports: [outport('out', '')],
  create: () => async (firing, run) => {
    await run.yield();
    firing.emit('out', firing.inputs.get('in')!, false);
  },
});

function graphOf(nodes: Record<string, string>, wires: [string, string][], initial: [Value, string][]): Graph {
  const end = (text: string) => edgeEnd(text.split('.')[0]!, text.split('.')[1]!);
  return {
    ...emptyGraph('burst'),
    processes: Object.fromEntries(
      Object.entries(nodes).map(([id, component]) => [id, { id, component, metadata: {}, scriptRuntime: null }]),
    ),
    connections: [
      ...initial.map(([data, to]) => ({ from: null, to: end(to), metadata: {}, data })),
      ...wires.map(([from, to]) => ({ from: end(from), to: end(to), metadata: {} })),
    ],
  };
}

function networkOf(graph: Graph, components: Record<string, Component>) {
  const outputs: Value[] = [];
  const logs: string[] = [];
  const most = { queued: 0, parked: 0 };
  const network = new Network(
    graph,
    {
      describe: (name) => components[name]?.description,
      createInstance: (name, options): Promise<ComponentInstance> => components[name]!.createInstance(options),
      log: (node, level, text) => void logs.push(`${level} ${node}: ${text}`),
      now: () => Date.now(),
      environment: {},
      stateNamespace: 'test',
      expressions: new ExpressionWorkers(''),
    },
    {
      runId: 'run',
      graphName: 'burst',
      queueLimits: { messages: bound, bytes: 1 << 20 },
      onOutput: (_node, _port, packet) => {
        outputs.push(packet.value);
        for (const node of network.nodes.values()) {
          most.queued = Math.max(most.queued, node.queued);
          most.parked = Math.max(most.parked, node.parked);
        }
      },
    },
  );
  onTestFinished(() => network.stop(0));
  return { network, outputs, logs, most };
}

describe.each(['python', 'javascript'] as const)('bursts of one firing in %s', (runtime) => {
  const actor = (source: string): ActorFile => ({ runtime, source });

  it.each(Object.entries(bursts[runtime]))(
    '[N1][A2] %s is held back in its sandbox: the queue keeps its bound, nothing waits outside of it, all arrives in order',
    async (_what, source) => {
      await using bench = await ActorBench.open();
      const graph = graphOf({ burst: 'Burst', slow: 'Slow' }, [['burst.output', 'slow.in']], [[1, 'burst.input']]);
      const { network, outputs, most } = networkOf(graph, { Burst: await bench.component(actor(source)), Slow: slow });
      await network.start();
      await network.whenIdle();
      expect(outputs.filter((_, index) => index % 2 === 1)).toHaveLength(count);
      const arrived = [...network.nodes.get('slow')!.outlets.get('out')!.history.latest].at(-1);
      expect(arrived?.packet.value).toBe(count - 1);
      expect(most).toEqual({ queued: bound, parked: 0 });
    },
  );

  it('[N1][S5] in a shared sandbox more may be under way: it is parked, counted and bounded, and arrives in order', async () => {
    await using bench = await ActorBench.open(new RealSandboxes({ maximum: 1 }));
    const [source] = Object.values(bursts[runtime]);
    const component = await bench.component(actor(source!));
    const graph = graphOf(
      { one: 'Burst', two: 'Burst', slow: 'Slow' },
      [['one.output', 'slow.in']],
      [[1, 'one.input']],
    );
    const { network, outputs, most } = networkOf(graph, { Burst: component, Slow: slow });
    await network.start();
    await network.whenIdle();
    expect(network.nodes.get('slow')!.completed).toBe(count);
    expect(outputs.filter((value) => value === count - 1)).toHaveLength(2);
    expect(most.queued).toBe(bound);
    expect(most.parked).toBeGreaterThan(0);
    expect(most.parked).toBeLessThanOrEqual(1001);
  });

  it('[N1][S5] one that floods a node behind it in its own sandbox fails by that name; what it sent is processed, and both go on', async () => {
    await using bench = await ActorBench.open(new RealSandboxes({ maximum: 1 }));
    const source =
      runtime === 'python'
        ? `
def process(context):
    n = context.get_input("input")
    if n == "flood":
        while True: context.send_output_sync("output", 1)
    return {"output": n}
`
        : `
export function process(context) {
  const n = context.getInput('input');
  if (n === 'flood') for (;;) context.send('output', 1);
  return { output: n };
}
`;
    const component = await bench.component(actor(source));
    const graph = graphOf(
      { one: 'Flood', two: 'Flood' },
      [['one.output', 'two.input']],
      [
        ['flood', 'one.input'],
        ['last', 'one.input'],
      ],
    );
    const { network, logs, most } = networkOf(graph, { Flood: component });
    await network.start();
    await network.whenIdle();
    const { one, two } = Object.fromEntries(network.nodes);
    expect(logs).toEqual([expect.stringMatching(/^error one: QueueFull: .* than two has room for/)]);
    expect(one).toMatchObject({ completed: 2, failed: 1 });
    expect(two!.completed).toBe(one!.outlets.get('output')!.history.count);
    expect(two!.outlets.get('output')!.history.last!.packet.value).toBe('last');
    expect(most.queued).toBe(bound);
  });
});
