import path from 'node:path';
import { edgeEnd, type Graph, type Metadata } from '#shared/graph/graph.ts';
import { readGraph } from '#shared/graph/readGraph.ts';
import type { Value } from '#shared/message/message.ts';
import { Network } from '../../electron/backend/network/network.ts';
import { ComponentRegistry } from '../../electron/backend/registry/componentRegistry.ts';
import { ExpressionWorkers } from '../../electron/backend/registry/native/expression/expressionWorkers.ts';
import { nativeComponents, type NativeOptions } from '../../electron/backend/registry/native/nativeComponents.ts';
import { projectRoot } from './commandLine.ts';

type Nodes = Record<string, [component: string, config?: Metadata]>;

/** A running network of native components. `wires` are written `node.port -> node.port`. */
export class NativeFlow implements AsyncDisposable {
  /** What left unwired outports, as `node.port`. */
  readonly outputs: [port: string, value: Value][] = [];
  readonly logs: string[] = [];
  readonly network: Network;

  private constructor(
    graph: Graph,
    registry: ComponentRegistry,
    environment: Record<string, string>,
    expressions: ExpressionWorkers,
  ) {
    const host = {
      describe: (name: string) => registry.resolve(name).description,
      createInstance: registry.createInstance.bind(registry),
      log: (node: string, _: string, text: string) => this.logs.push(`${node}: ${text}`),
      now: Date.now,
      environment,
      stateNamespace: 'test',
      expressions,
    };
    const network: Network = new Network(graph, host, {
      runId: 'test',
      graphName: 'test',
      onOutput: (node, port, packet) => {
        if (network.nodes.get(node)!.outlet(port).wires.length === 0)
          this.outputs.push([`${node}.${port}`, packet.value]);
      },
    });
    this.network = network;
  }

  static async start(
    options: Omit<NativeOptions, 'expressions'>,
    nodes: Nodes,
    wires: string[] = [],
    environment: Record<string, string> = {},
  ): Promise<NativeFlow> {
    const expressions = new ExpressionWorkers(path.join(projectRoot, 'dist/workers/expressionWorker.cjs'));
    const registry = new ComponentRegistry();
    for (const component of nativeComponents({ ...options, expressions })) registry.register(component);
    const env_vars = Object.fromEntries(Object.keys(environment).map((name) => [name, 'required']));
    const graph = readGraph({
      processes: Object.fromEntries(
        Object.entries(nodes).map(([id, [component, config = {}]]) => [
          id,
          { component, metadata: { config, env_vars } },
        ]),
      ),
      connections: wires.map((wire) => {
        const [from, to] = wire.split(' -> ').map((end) => {
          const [node, port] = end.split('.');
          return edgeEnd(node!, port!);
        });
        return { from, to, metadata: {} };
      }),
    });
    const flow = new NativeFlow(graph, registry, environment, expressions);
    await flow.network.start();
    return flow;
  }

  /** Error of a node, when it failed to start or a firing did. */
  failure(node: string): string | undefined {
    const { startFailure, lastError } = this.network.nodes.get(node)!;
    return (startFailure ?? lastError)?.message;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.network.stop(0);
  }
}
