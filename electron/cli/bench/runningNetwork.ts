import { edgeEnd, emptyGraph, type Connection, type Graph, type Metadata } from '#shared/graph/graph.ts';
import type { Backend } from '../../backend/backend.ts';
import { createBackend } from '../../backend/createBackend.ts';
import { Packet } from '../../backend/channel/packet.ts';
import type { ComponentInstance } from '../../backend/registry/component.ts';
import { backendResources } from '../backendResources.ts';

/** A graph of nodes, `component` by id, and wires `a.out -> b.in`. */
export function benchGraph(
  nodes: Readonly<Record<string, { component: string; config?: Metadata }>>,
  wires: readonly string[],
): Graph {
  const end = (text: string) => edgeEnd(text.split('.')[0]!, text.split('.')[1]!);
  const connections = wires.map((wire): Connection => {
    const [from, to] = wire.split(' -> ') as [string, string];
    return { from: end(from), to: end(to), metadata: {} };
  });
  const processes = Object.fromEntries(
    Object.entries(nodes).map(([id, { component, config = {} }]) => [
      id,
      { id, component, metadata: { config }, scriptRuntime: null },
    ]),
  );
  return { ...emptyGraph('bench'), processes, connections };
}

/** A source of `count` numbers, a chain of `length` nodes that pass them on, and nodes that nothing reaches. */
export function chainGraph(count: number, length: number, idle = 0): Graph {
  const chain = Array.from({ length }, (_, index) => `c${index}`);
  const idlers = Array.from({ length: idle }, (_, index) => `i${index}`);
  const pass = { component: 'Merge' };
  return benchGraph(
    {
      source: { component: 'Inject', config: { interval: 0, count } },
      ...Object.fromEntries([...chain, ...idlers].map((id) => [id, pass])),
    },
    [
      'source.out -> c0.in1',
      ...chain.slice(1).map((id, index) => `c${index}.out -> ${id}.in1`),
      ...idlers.slice(1).map((id, index) => `i${index}.out -> ${id}.in1`),
    ],
  );
}

/** Runs a graph to its end. @returns messages a second over its wires, all together */
export async function wireRate(backend: Backend, graph: Graph): Promise<number> {
  const { network } = backend.createNetwork(graph, 'bench', () => {});
  await network.start();
  const began = performance.now();
  await network.whenIdle();
  const seconds = (performance.now() - began) / 1000;
  const messages = network.wires.reduce((sum, wire) => sum + wire.count, 0);
  await network.stop(0);
  return messages / seconds;
}

/**
 * Runs a graph until `count` messages left a node.
 * @param onOutput hears of what leaves any node
 * @returns messages a second that left it, once it had got under way
 */
export async function outputRate(
  backend: Backend,
  graph: Graph,
  node: string,
  count: number,
  onOutput?: (node: string, packet: Packet) => void,
): Promise<number> {
  const warmUp = Math.floor(count / 4);
  let left = 0;
  let began = 0;
  let ended = 0;
  const { network } = backend.createNetwork(graph, 'bench', (from, _port, packet) => {
    onOutput?.(from, packet);
    if (from !== node) return;
    left++;
    if (left === warmUp) began = performance.now();
    if (left === count) ended = performance.now();
  });
  await network.start();
  await network.whenIdle();
  await network.stop(0);
  return (count - warmUp) / ((ended - began) / 1000);
}

/** A back end on a workspace, as `run` has it. */
export function benchBackend(workspaceRoot: string): Promise<Backend> {
  return createBackend({
    workspaceRoot,
    resources: backendResources(),
    trusted: true,
    watch: false,
    environment: process.env,
  });
}

/** One message through an instance. @throws Error when it fails */
export function answered(instance: ComponentInstance): Promise<void> {
  return new Promise((resolve, reject) =>
    instance.fire({
      inputs: new Map([['input', Packet.of(42)]]),
      emit: () => {},
      log: () => {},
      complete: (failure) => (failure ? reject(new Error(failure.message)) : resolve()),
    }),
  );
}
