import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Graph } from '#shared/graph/graph.ts';
import { expandSubgraphs } from '#shared/graph/subgraph/expandSubgraphs.ts';
import type { Packet } from './channel/packet.ts';
import type { Foundation } from './foundation.ts';
import { Network } from './network/network.ts';
import type { NetworkHost } from './network/networkHost.ts';
import { Recordings } from './network/recording/recordings.ts';
import { Runs, type GraphToRun } from './network/runs/runs.ts';
import { SubgraphView } from './network/subgraph/subgraphView.ts';
import { ActorTests } from './network/trials/actorTests.ts';
import { Trials } from './network/trials/trials.ts';
import type { InstanceOptions } from './registry/component.ts';
import { remoteAddress } from './registry/remote/remoteAddress.ts';
import { RemoteRuntimes } from './registry/remote/remoteRuntimes.ts';
import { WebSocketTransport } from './rpc/client/webSocketTransport.ts';
import { redactingInstance } from './secrets/redactingInstance.ts';
import { WorkspaceSecrets } from './secrets/workspaceSecrets.ts';
import { DisposableStore } from './system/lifetime.ts';
import type { WorkspaceActors } from './workspaceActors.ts';

/** The graphs of a workspace as they run: their networks, what is kept of their runs, and trials of single nodes. */
export class WorkspaceNetworks implements AsyncDisposable {
  readonly recordings: Recordings;
  readonly runs: Runs;
  readonly trials: Trials;
  readonly actorTests: ActorTests;
  readonly secrets: WorkspaceSecrets;
  private readonly owned = new DisposableStore();
  private readonly remotes: RemoteRuntimes;

  constructor(
    private readonly foundation: Foundation,
    private readonly actors: WorkspaceActors,
  ) {
    const { options, config, workspace, registry, redactor, logger, secretStore } = foundation;
    this.secrets = new WorkspaceSecrets(secretStore, redactor, options.environment, (problem) => logger.warn(problem));
    this.remotes = this.owned.add(
      new RemoteRuntimes({
        root: options.workspaceRoot,
        registry,
        open: (url, token) => WebSocketTransport.connect(url, token === undefined ? {} : { token }),
        secret: (name) => this.secrets.token(name),
        random: Math.random,
      }),
    );
    const { mode, max_size: maxBytes, max_age: maxAge } = config.recording;
    this.recordings = this.owned.add(
      new Recordings({
        folder: path.join(workspace.stateFolder, 'runs'),
        mode,
        limits: { maxBytes, maxAge: maxAge * 1000 },
        redact: (json) => redactor.json(json),
        now: Date.now,
      }),
    );
    const networks = {
      graphToRun: (graphPath: string) => this.graphToRun(graphPath),
      networkHost: (name: string, graph: Graph) => this.networkHost(name, graph),
    };
    this.runs = this.owned.add(
      new Runs({
        ...networks,
        recordings: this.recordings,
        sandboxes: () => actors.sandboxes.status().busy,
        newId: randomUUID,
        now: Date.now,
      }),
    );
    this.trials = new Trials({
      ...networks,
      runs: this.runs,
      state: foundation.state,
      component: async (name, copy, source) => {
        const component = await actors.trials.component(name, copy, source);
        const create = (instance: InstanceOptions) => component.createInstance(instance);
        return {
          description: component.description,
          createInstance: (instance) => redactingInstance(redactor, instance, create),
        };
      },
    });
    this.actorTests = new ActorTests({
      readFile: (file) => workspace.files.read(file),
      descriptions: () => registry.descriptions(),
      component: (name, copy) => actors.trials.component(name, copy, undefined),
      now: Date.now,
    });
  }

  /**
   * A network of a graph that no window watches, for `run`.
   * @param onOutput hears of every message that leaves a port of a node; nodes inside subgraphs are called by their paths
   */
  create(
    graph: Graph,
    name: string,
    onOutput: (node: string, port: string, packet: Packet) => void,
  ): { network: Network; view: SubgraphView } {
    const expansion = expandSubgraphs(graph, this.foundation.lookup);
    const view = new SubgraphView(expansion);
    const host = this.networkHost(name, expansion.graph);
    const runId = randomUUID();
    const recorder = this.recordings.record({ id: runId, path: null, graph: name }, (problem) =>
      host.log('', 'warn', problem, host.now()),
    );
    recorder.titles = view.titles();
    return { network: new Network(expansion.graph, host, { runId, graphName: name, onOutput, recorder }), view };
  }

  /** Looks at all actor files again, and starts the nodes that failed for want of what was found. */
  async rediscover(): Promise<void> {
    await this.actors.discover();
    this.runs.componentsChanged();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.owned[Symbol.asyncDispose]();
  }

  private async graphToRun(graphPath: string): Promise<GraphToRun> {
    const { graphs, lookup } = this.foundation;
    await this.secrets.load();
    const { graph, name } = await graphs.runnable(graphPath);
    const expansion = expandSubgraphs(graph, lookup);
    return { graph: expansion.graph, name, view: new SubgraphView(expansion) };
  }

  private networkHost(name: string, graph: Graph): NetworkHost {
    const { registry, redactor, log, config, expressions, tracer } = this.foundation;
    const holdsSecrets = this.secrets.learn(graph);
    return {
      describe: (component) => (registry.has(component) ? registry.resolve(component).description : undefined),
      createInstance: (component, options) => {
        const address = remoteAddress(options.runtime);
        const create = (own: InstanceOptions) =>
          address ? this.remotes.createInstance(component, address, own) : registry.createInstance(component, own);
        return holdsSecrets ? redactingInstance(redactor, options, create) : create(options);
      },
      log: (node, level, text, timestamp) => log.add({ actorId: node, graph: name, level, text, timestamp }),
      now: Date.now,
      environment: this.secrets.variables,
      stateNamespace: config.redis.namespace,
      expressions,
      tracer,
    };
  }
}
