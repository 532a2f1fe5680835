import { readEvaluator } from '../registry/native/expression/evaluate.ts';
import { ExpressionWorkers } from '../registry/native/expression/expressionWorkers.ts';
import { onTestFinished } from 'vitest';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import { edgeEnd, emptyGraph, type Connection, type Graph } from '#shared/graph/graph.ts';
import type { Value } from '#shared/message/message.ts';
import { Packet } from '../channel/packet.ts';
import type { ComponentInstance, Firing } from '../registry/component.ts';
import { Network, type NetworkOptions } from './network.ts';

/** A component for these tests: its ports and what one firing does. */
export interface TestComponent {
  inports?: { name: string; required?: boolean; sticky?: boolean }[];
  outports?: string[];
  awaitAllInports?: boolean | null;
  run: (inputs: Record<string, Value>, emit: (port: string, value: Value) => void) => void | Promise<void>;
}

/** Builds a graph from `a.out -> b.in` lines and `value -> b.in` pairs. */
export function graphOf(nodes: Record<string, string>, wires: string[], initial: [Value, string][] = []): Graph {
  const end = (text: string) => edgeEnd(text.split('.')[0]!, text.split('.')[1]!);
  const connections: Connection[] = [
    ...initial.map(([data, to]) => ({ from: null, to: end(to), metadata: {}, data })),
    ...wires.map((wire) => {
      const [from, to] = wire.split(' -> ') as [string, string];
      return { from: end(from), to: end(to), metadata: {} };
    }),
  ];
  const processes = Object.fromEntries(
    Object.entries(nodes).map(([id, component]) => [id, { id, component, metadata: {}, scriptRuntime: null }]),
  );
  return { ...emptyGraph('test'), processes, connections };
}

export function networkOf(
  graph: Graph,
  components: Record<string, TestComponent>,
  { instance, ...options }: Partial<NetworkOptions> & { instance?: (node: string) => ComponentInstance } = {},
) {
  const outputs: [string, Value][] = [];
  const logs: string[] = [];
  const network = new Network(
    graph,
    {
      describe: (name) => components[name] && describeComponent(name, components[name]),
      createInstance: async (name, { actorId }) => instance?.(actorId) ?? new TestInstance(components[name]!),
      log: (node, level, text) => void logs.push(`${level} ${node}: ${text}`),
      now: () => Date.now(),
      environment: {},
      stateNamespace: 'reflow',
      expressions: new ExpressionsHere(''),
    },
    {
      runId: 'run',
      graphName: 'test',
      onOutput: (node, port, packet) => outputs.push([`${node}.${port}`, packet.value]),
      ...options,
    },
  );
  onTestFinished(() => network.stop(0));
  return {
    network,
    outputs,
    logs,
    from: (port: string) => outputs.filter(([name]) => name === port).map(([, value]) => value),
  };
}

export function describeComponent(name: string, component: TestComponent): ComponentDescription {
  const port = (one: string, required: boolean, sticky = false) => ({
    name: one,
    port_type: { type: 'any' as const },
    required,
    description: '',
    sticky,
  });
  return {
    id: name,
    name,
    namespace: 'default',
    kind: 'native',
    badge: 'native',
    description: '',
    inports: (component.inports ?? []).map((one) => port(one.name, one.required ?? true, one.sticky)),
    outports: (component.outports ?? ['out']).map((one) => port(one, false)),
    configSchema: null,
    tags: [],
    category: null,
    version: '1.0.0',
    awaitAllInports: component.awaitAllInports ?? null,
    icon: null,
    file: null,
    line: null,
  };
}

/** Patient, where no thread is built: with others at work on the machine the simplest expression may take long. */
class ExpressionsHere extends ExpressionWorkers {
  override evaluate(text: string, value: Value): Promise<Value | undefined> {
    return readEvaluator(text, 60_000).evaluate(value);
  }
}

class TestInstance implements ComponentInstance {
  readonly capacity = 1;
  private held: Promise<void> | undefined;
  private letGo: () => void = () => {};
  constructor(private readonly component: TestComponent) {}
  fire(firing: Firing): void {
    const inputs = Object.fromEntries([...firing.inputs].map(([port, packet]) => [port, packet.value]));
    const failure = (error: unknown) => ({ type: 'Error', message: (error as Error).message, stack: '', port: null });
    try {
      const done = this.component.run(inputs, (port, value) => firing.emit(port, Packet.of(value), true));
      if (done)
        done.then(
          () => firing.complete(),
          (error) => firing.complete(failure(error)),
        );
      else firing.complete();
    } catch (error) {
      firing.complete(failure(error));
    }
  }
  hold(held: boolean): void {
    if (held) this.held ??= new Promise((resolve) => (this.letGo = resolve));
    else {
      this.letGo();
      this.held = undefined;
    }
  }
  cancel(): void {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

export const pass: TestComponent = { inports: [{ name: 'in' }], run: ({ in: value }, emit) => emit('out', value!) };
export const source = (...values: Value[]): TestComponent => ({
  run: (_, emit) => values.forEach((value) => emit('out', value)),
});
export const later = () => new Promise<void>((resolve) => setTimeout(resolve, Math.random() * 3));
