import { initialValue } from '#shared/graph/initialPacket.ts';
import { own } from '#shared/graph/own.ts';
import type { Graph } from '#shared/graph/graph.ts';
import { previewOf } from '#shared/message/preview.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { TrialResult } from '#shared/rpc/live/debugging.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import { packetOfJsonValue, type Packet } from '../../channel/packet.ts';
import type { Component, ComponentInstance, InstanceOptions } from '../../registry/component.ts';
import type { StateScope, StateStore } from '../../state/stateStore.ts';
import type { NetworkHost } from '../networkHost.ts';
import type { NetworkNode } from '../networkNode.ts';
import { instanceOptions, stateScope } from '../nodeStarter.ts';
import type { GraphToRun, Runs } from '../runs/runs.ts';
import { StateCopy } from './stateCopy.ts';
import { makeNode, portName } from '../topology.ts';

export interface TrialsHost {
  runs: Runs;
  /** @throws AppError when it cannot be run */
  graphToRun(path: string): Promise<GraphToRun>;
  networkHost(graphName: string, graph: Graph): NetworkHost;
  state: StateStore;
  /**
   * A component as the registry has it, but on this state and, if given, with this text in place of its file.
   * @throws AppError `notFound`; `invalidParams` for source that declares no actor, or of a component that has no file
   */
  component(name: string, state: StateStore, source: string | undefined): Promise<Component>;
}

export interface TrialRequest {
  path: string;
  node: string;
  message?: { runId: string; id: number } | undefined;
  inputs?: ReadonlyMap<string, Packet>;
  source?: string | undefined;
}

/** Trial runs of single nodes, apart from any flow (N8). */
export class Trials {
  constructor(private readonly host: TrialsHost) {}

  /** @throws AppError when there is no such node or message, or its code does not load */
  async run(request: TrialRequest, signal: AbortSignal): Promise<TrialResult> {
    const { graph, name } = await this.host.graphToRun(request.path);
    const networkHost = this.host.networkHost(name, graph);
    const definition = own(graph.processes, request.node);
    if (!definition)
      throw new AppError(
        'notFound',
        `${request.path} has no node ${request.node} that could be tried by itself. Try one that is in the graph and has code.`,
      );
    const node = makeNode(definition, (component) => networkHost.describe(component));
    const inputs = this.inputs(request, graph, node);
    const scope: StateScope = stateScope(node, networkHost, name);
    await using copy = await StateCopy.of(this.host.state, scope);
    const component = await this.host.component(definition.component, copy.store, request.source);
    const logs: TrialResult['logs'] = [];
    const log = (level: LogLevel, text: string, timestamp: number): void => void logs.push({ level, text, timestamp });
    const options: InstanceOptions = {
      ...instanceOptions(node, networkHost, name),
      host: { log: (level, text) => log(level, text, networkHost.now()), staleCode: () => {} },
      signal,
    };
    await using instance = await component.createInstance(options);
    const fired = await fireOnce(instance, inputs, log, signal);
    const taken = Object.fromEntries([...inputs].map(([port, packet]) => [port, packet.plainJson]));
    return { ...fired, inputs: taken, logs, state: await copy.changes() };
  }

  /** Initial packets, then what is sticky in the present run, then the recorded message, then what was given. */
  private inputs(
    { path, node: id, message, inputs }: TrialRequest,
    graph: Graph,
    node: NetworkNode,
  ): Map<string, Packet> {
    const { runs } = this.host;
    const port = (name: string): string => portName(graph, node.component.inports, name);
    const all = new Map<string, Packet>();
    for (const one of graph.connections)
      if (!one.from && one.to.nodeId === id) all.set(port(one.to.portId), packetOfJsonValue(initialValue(one)));
    for (const inlet of runs.run(path)?.network.nodes.get(id)?.inlets.values() ?? [])
      if (inlet.retained) all.set(inlet.name, inlet.retained.packet);
    if (message) {
      const { packet, to } = runs.message(message.runId, message.id);
      const ports = to.filter((end) => end.node === id).map((end) => end.port);
      if (ports.length === 0 && !inputs)
        throw new AppError('invalidParams', `Message ${message.id} did not go to ${id}. Give it in inputs, by inport.`);
      for (const one of ports) all.set(port(one), packet);
    }
    for (const [name, packet] of inputs ?? []) {
      if (!hasInport(graph, node, port(name))) throw new AppError('notFound', `${id} has no inport ${name}.`);
      all.set(port(name), packet);
    }
    return all;
  }
}

/** Whether it is declared, or fed though it is not. */
function hasInport(graph: Graph, { id, component }: NetworkNode, name: string): boolean {
  return (
    component.inports.some((port) => port.name === name) ||
    graph.connections.some(({ to }) => to.nodeId === id && to.portId === name)
  );
}

/** One firing from its start to its end. */
export function fireOnce(
  instance: ComponentInstance,
  inputs: ReadonlyMap<string, Packet>,
  log: (level: LogLevel, text: string, timestamp: number) => void,
  signal: AbortSignal,
): Promise<Pick<TrialResult, 'outputs' | 'error' | 'milliseconds'>> {
  const outputs: TrialResult['outputs'] = [];
  const began = performance.now();
  const cancel = (): void => instance.cancel();
  return new Promise((resolve) => {
    signal.addEventListener('abort', cancel, { once: true });
    instance.fire({
      inputs,
      emit: (port, packet) => {
        const { plainJson } = packet;
        outputs.push({ port, json: plainJson, preview: previewOf(packet.message, plainJson) });
      },
      log,
      complete: (failure?: ActorFailure) => {
        signal.removeEventListener('abort', cancel);
        resolve({ outputs, error: failure ?? null, milliseconds: performance.now() - began });
      },
    });
  });
}
