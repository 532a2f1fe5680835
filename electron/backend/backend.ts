import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Logger } from 'pino';
import packageJson from '../../package.json' with { type: 'json' };
import type { DiscoveredScriptActor, ScriptRuntime } from '#shared/actor/actor.ts';
import type { ComponentLookup } from '#shared/graph/componentLookup.ts';
import type { Graph } from '#shared/graph/graph.ts';
import { expandSubgraphs } from '#shared/graph/subgraph/expandSubgraphs.ts';
import type { CompositionParams } from '#shared/rpc/contract.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { GraphProblem, SystemStatus } from '#shared/rpc/live.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import type { Packet } from './channel/packet.ts';
import type { WorkspaceConfig } from './config/configSchema.ts';
import { loadConfig, type ConfigFlags } from './config/loadConfig.ts';
import { Discovery } from './discovery/discovery.ts';
import { ParserPool } from './discovery/parserPool.ts';
import type { StartParserProgram } from './discovery/parserProgram.ts';
import { DisposableStore } from './lifetime.ts';
import { Network, type NetworkHost } from './network/network.ts';
import { Recordings } from './network/recording/recordings.ts';
import { Runs, type GraphToRun } from './network/runs.ts';
import { ActorTests } from './network/actorTests.ts';
import { RunWatcher } from './network/runWatcher.ts';
import { SubgraphView } from './network/subgraph/subgraphView.ts';
import { Trials } from './network/trials.ts';
import { HealthWatch } from './observability/health.ts';
import { LogHub } from './observability/logHub.ts';
import { Metrics } from './observability/metrics.ts';
import { createLogger } from './observability/createLogger.ts';
import type { MessageTracer } from './observability/tracing/messageTracer.ts';
import { startTracing } from './observability/tracing/startTracing.ts';
import { tracingOptions } from './observability/tracing/tracingOptions.ts';
import type { InstanceOptions } from './registry/component.ts';
import { componentLookup } from './registry/componentLookup.ts';
import { ComponentRegistry } from './registry/componentRegistry.ts';
import { ExpressionWorkers } from './registry/native/expression/expressionWorkers.ts';
import { nativeComponents } from './registry/native/nativeComponents.ts';
import { probe } from './registry/script/probe.ts';
import { remoteAddress } from './registry/remote/remoteAddress.ts';
import { RemoteRuntimes } from './registry/remote/remoteRuntimes.ts';
import { SandboxChannels } from './registry/script/sandboxChannels.ts';
import { ScriptComponent } from './registry/script/scriptComponent.ts';
import type { ScriptServices } from './registry/script/scriptServices.ts';
import { TrialComponents } from './registry/script/trialComponents.ts';
import { Ticker } from './registry/script/ticker.ts';
import { ScriptCatalogue } from './registry/scriptCatalogue.ts';
import { WasmComponent } from './registry/wasm/wasmComponent.ts';
import type { WasmServices } from './registry/wasm/wasmServices.ts';
import { ActorHost } from './rpc/actorHost.ts';
import { ActorLoader, type ActorLoaderOptions } from './rpc/actorLoader.ts';
import { WebSocketTransport } from './rpc/client/webSocketTransport.ts';
import { FbpRuntime } from './rpc/fbp/fbpRuntime.ts';
import type { Handlers } from './rpc/handlers.ts';
import { actorMethods } from './rpc/methods/actorMethods.ts';
import { codeMethods } from './rpc/methods/codeMethods.ts';
import { graphMethods } from './rpc/methods/graphMethods.ts';
import { networkMethods } from './rpc/methods/networkMethods.ts';
import { secretMethods } from './rpc/methods/secretMethods.ts';
import { recordingMethods } from './rpc/methods/recordingMethods.ts';
import { stateMethods } from './rpc/methods/stateMethods.ts';
import { workspaceMethods } from './rpc/methods/workspaceMethods.ts';
import { Servers, type ServeAddresses, type ServeOptions } from './rpc/servers.ts';
import { Subscriptions } from './rpc/subscriptions.ts';
import type { HiddenPages } from './sandbox/chromium/hiddenPage.ts';
import { Sandboxes } from './sandbox/sandboxes.ts';
import { redactingInstance } from './secrets/redactingInstance.ts';
import { Redactor } from './secrets/redactor.ts';
import { SecretStore, secretsFolder, type SecretCipher } from './secrets/secretStore.ts';
import { WorkspaceSecrets } from './secrets/workspaceSecrets.ts';
import { openState } from './state/openState.ts';
import type { SharedMemoryFigures } from './sharedMemory/sharedMemory.ts';
import { sharingOptions } from './sharedMemory/sharingOptions.ts';
import type { StateStore } from './state/stateStore.ts';
import { topicSources } from './topics.ts';
import { GraphCatalogue } from './workspace/graphCatalogue.ts';
import { Settings } from './workspace/settings.ts';
import { Workspace } from './workspace/workspace.ts';
import { WorkspaceGraphs } from './workspace/workspaceGraphs.ts';

/** Where the files are that the back end reads or starts; absolute paths. */
export interface BackendResources {
  runners: string;
  parserProcess: string;
  pythonGrammar: string;
  expressionWorker: string;
  wasmWorker: string;
  renderer: string;
}

export interface BackendOptions {
  workspaceRoot: string;
  resources: BackendResources;
  /** Whether this workspace's code may run (X1). */
  trusted: boolean;
  /** Keep up with changes of files. */
  watch: boolean;
  debug?: boolean;
  /** Absolute paths of actor files that `load` may name though they are outside the workspace (R2). */
  actors?: readonly string[];
  flags?: ConfigFlags;
  environment: Readonly<Record<string, string | undefined>>;
  /** Electron's hidden pages, for the chromium driver; none where there is no window (S1). */
  hiddenPages?: HiddenPages;
  /** How parser processes are started; by Node's own means unless said otherwise (D10). */
  startParser?: StartParserProgram;
  /** The system keychain, where there is one (N12). */
  secretCipher?: SecretCipher;
  /** Told when a person trusts the workspace or takes it back. */
  onTrust?: (trusted: boolean) => void;
}

/**
 * The whole back end of one workspace. Electron's main process, `serve`, `run` and tests all make it here, and only here are its
 * parts put together.
 * @throws AppError with a sentence when reflow.yaml is wrong or the workspace cannot be used
 */
export async function createBackend(options: BackendOptions): Promise<Backend> {
  const config = await loadConfig(options.workspaceRoot, options.environment, options.flags);
  const backend = new Backend(options, config);
  try {
    await backend.start();
  } catch (error) {
    await backend[Symbol.asyncDispose]();
    throw error;
  }
  return backend;
}

/** Milliseconds in which a trial actor must answer. */
const probePatience = 15_000;

export class Backend implements AsyncDisposable {
  readonly workspace: Workspace;
  readonly registry = new ComponentRegistry();
  readonly lookup: ComponentLookup = componentLookup(this.registry);
  private readonly redactor = new Redactor();
  readonly log = new LogHub((text) => this.redactor.text(text));
  readonly runs: Runs;
  private readonly owned = new DisposableStore();
  private readonly logger: Logger;
  private readonly channels = new SandboxChannels();
  private readonly sandboxes: Sandboxes;
  private readonly recordings: Recordings;
  private readonly settings: Settings;
  private readonly expressions: ExpressionWorkers;
  private readonly secretStore: SecretStore;
  private readonly secrets: WorkspaceSecrets;
  private trusted: boolean;
  private state!: StateStore;
  private discovery!: Discovery;
  private catalogue!: ScriptCatalogue;
  private readonly graphs: GraphCatalogue;
  private readonly workspaceGraphs: WorkspaceGraphs;
  private actors!: ActorHost;
  private loader!: ActorLoader;
  private trialComponents!: TrialComponents;
  private servers!: Servers;
  /** Missing unless traces are wanted (O2). */
  private tracer: MessageTracer | undefined;
  private readonly remotes: RemoteRuntimes;
  private readonly metrics: Metrics;
  private readonly health: HealthWatch;
  private services!: ScriptServices;

  /** Use `createBackend`. */
  constructor(
    private readonly options: BackendOptions,
    private readonly config: WorkspaceConfig,
  ) {
    this.trusted = options.trusted;
    this.logger = createLogger({ debug: options.debug ?? false, redact: (line) => this.redactor.text(line) });
    this.workspace = this.owned.add(new Workspace(options.workspaceRoot, config.excluded_paths, Date.now));
    this.graphs = new GraphCatalogue(this.workspace, this.registry, config.namespace_strategy);
    this.workspaceGraphs = new WorkspaceGraphs(this.workspace, this.graphs, this.lookup);
    this.expressions = this.owned.add(new ExpressionWorkers(options.resources.expressionWorker));
    this.settings = new Settings(this.workspace.stateFolder);
    this.secretStore = new SecretStore({
      workspaceRoot: options.workspaceRoot,
      folder: secretsFolder(options.environment),
      cipher: options.secretCipher,
    });
    this.secrets = new WorkspaceSecrets(this.secretStore, this.redactor, options.environment, (problem) =>
      this.logger.warn(problem),
    );
    this.sandboxes = this.owned.add(
      new Sandboxes(
        config.sandbox,
        options.resources.runners,
        this.logger.child({ part: 'sandbox' }),
        {
          onReady: (sandbox) => this.channels.of(sandbox),
          onScarce: (runtime) => this.actors.makeRoom(runtime),
          onPackages: (runtime, level, text) =>
            this.log.add({ actorId: `${runtime} packages`, graph: null, level, text, timestamp: Date.now() }),
        },
        options.hiddenPages,
        sharingOptions(config.shared_memory),
      ),
    );
    const { mode, max_size: maxBytes, max_age: maxAge } = config.recording;
    this.recordings = this.owned.add(
      new Recordings({
        folder: path.join(this.workspace.stateFolder, 'runs'),
        mode,
        limits: { maxBytes, maxAge: maxAge * 1000 },
        redact: (json) => this.redactor.json(json),
        now: Date.now,
      }),
    );
    this.runs = new Runs({
      graphToRun: (graphPath) => this.graphToRun(graphPath),
      networkHost: (name, graph) => this.networkHost(name, graph),
      recordings: this.recordings,
      sandboxes: () => this.sandboxes.status().busy,
      newId: randomUUID,
      now: Date.now,
    });
    this.remotes = this.owned.add(
      new RemoteRuntimes({
        root: options.workspaceRoot,
        registry: this.registry,
        open: (url, token) => WebSocketTransport.connect(url, token === undefined ? {} : { token }),
        secret: (name) => this.secrets.token(name),
        random: Math.random,
      }),
    );
    this.metrics = new Metrics({
      sandboxes: () => this.sandboxes.status(),
      sandboxMemory: () => this.sandboxes.memoryBytes(),
      sharedMemory: () => this.sharedMemoryFigures(),
      queueDepth: () => this.runs.queueDepth() + this.actors.queueDepth,
      connections: () => this.servers.connectionCount,
      stateAvailable: () => this.state.availability().available,
    });
    this.health = new HealthWatch({
      status: () => ({ ...this.systemStatus(), sandboxes: this.sandboxes.status() }),
      probe: () => this.probe(),
      now: Date.now,
    });
  }

  /** Opens the state, finds the actors and a driver that works. */
  async start(): Promise<void> {
    const { workspaceRoot: root, resources, watch, environment } = this.options;
    const tracing = tracingOptions(this.config.tracing, environment);
    if (tracing) {
      const redact = (text: string): string => this.redactor.text(text);
      this.tracer = this.owned.add(await startTracing(tracing, packageJson.version, redact)).tracer;
    }
    this.state = this.owned.add(
      await openState(this.config.redis, {
        root,
        folder: this.workspace.stateFolder,
        onCompressed: (ratio) => this.metrics.compressed('redis', ratio),
      }),
    );
    const { permissions, redis } = this.config;
    for (const component of nativeComponents({
      workspaceRoot: root,
      permissions,
      redisUrl: redis.url,
      mostRedisConnections: redis.max_connections,
      expressions: this.expressions,
    }))
      this.registry.register(component);
    const services: ScriptServices = (this.services = {
      root,
      sandboxes: this.sandboxes,
      state: this.state,
      channels: this.channels,
      ticker: this.owned.add(new Ticker()),
      limits: this.config.sandbox,
      metrics: this.metrics.actors,
      logger: this.logger.child({ part: 'actors' }),
    });
    const wasm: WasmServices = {
      ...{ root, worker: resources.wasmWorker, ceiling: this.config.sandbox.ceiling },
      ...{ state: this.state, metrics: this.metrics.actors },
    };
    const create = (actor: DiscoveredScriptActor, folder?: string) =>
      actor.runtime === 'wasm' ? new WasmComponent(actor, wasm) : new ScriptComponent(actor, { ...services, folder });
    this.catalogue = new ScriptCatalogue(this.registry, create);
    const parsers = this.owned.add(
      new ParserPool({
        entry: resources.parserProcess,
        grammar: resources.pythonGrammar,
        start: this.options.startParser,
      }),
    );
    const discovery = (this.discovery = this.owned.add(
      new Discovery({
        root,
        patterns: this.patterns(),
        parsers,
        cacheFile: path.join(this.workspace.stateFolder, 'discovery.json'),
      }),
    ));
    this.makeActorHost(parsers, create);
    this.trialComponents = new TrialComponents(this.registry, services, (requests) => parsers.read([...requests]));
    this.owned.add(this.runs);
    const [found] = await Promise.all([discovery.scan(), this.sandboxes.start(), this.secrets.load()]);
    this.catalogue.set(found);
    await this.graphs.load();
    this.owned.add(this.graphs.followRegistry());
    this.owned.add(
      this.workspace.onGraphChange((path) => {
        // What runs asks the catalogue for the graphs inside it.
        void this.graphs.changed(path).finally(() => this.runs.edited(path));
      }),
    );
    this.preload();
    this.servers = this.owned.add(
      new Servers({
        handlers: this.makeHandlers(),
        websocket: this.config.websocket,
        metrics: this.metrics,
        health: this.health,
        logger: this.logger,
        renderer: resources.renderer,
        fbpRuntime: (token) => this.makeFbpRuntime(token),
        prepare: () => this.loadNamedActors(),
      }),
    );
    if (!watch) return;
    this.owned.add(
      await discovery.watch((change) => {
        this.catalogue.apply(change);
        this.runs.retryFailedNodes();
      }),
    );
    this.workspace.watch();
  }

  sharedMemoryFigures(): SharedMemoryFigures {
    return this.sandboxes.sharedMemoryFigures();
  }

  /**
   * A network of a graph that no window watches, for `run`.
   * @param onOutput hears of every message that leaves a port of a node; nodes inside subgraphs are called by their paths
   */
  createNetwork(
    graph: Graph,
    name: string,
    onOutput: (node: string, port: string, packet: Packet) => void,
  ): { network: Network; view: SubgraphView } {
    const expansion = expandSubgraphs(graph, this.lookup);
    const host = this.networkHost(name, expansion.graph);
    const runId = randomUUID();
    const recorder = this.recordings.record({ id: runId, path: null, graph: name }, (problem) =>
      host.log('', 'warn', problem, host.now()),
    );
    return {
      network: new Network(expansion.graph, host, { runId, graphName: name, onOutput, recorder }),
      view: new SubgraphView(expansion),
    };
  }

  /** Serves a window or a test over any transport, with the editor's rights. */
  attach(transport: Transport): Disposable {
    return this.servers.attach(transport);
  }

  /**
   * Opens the ports: RPC, editor and health, metrics.
   * @throws AppError with a sentence when a port is taken or the address may not be bound
   */
  serve(options: ServeOptions): Promise<ServeAddresses> {
    return this.servers.serve(options);
  }

  systemStatus(): SystemStatus {
    return {
      drivers: this.sandboxes.drivers,
      driver: this.sandboxes.driver,
      unsandboxed: this.sandboxes.driver === 'process',
      sandboxes: this.sandboxes.status(),
      packages: this.sandboxes.packageStatus(),
      state: { kind: this.state.kind, ...this.state.availability() },
      memoryBytes: process.memoryUsage.rss(),
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.owned[Symbol.asyncDispose]();
  }

  /** Keeps sandboxes ready for the runtimes of the actors that were found. */
  private preload(): void {
    this.sandboxes.preload(this.catalogue.runtimes, this.trusted);
  }

  /**
   * Takes no new calls, lets those under way finish, and runs the graphs that run to their end, for as long as `drain_timeout` says or
   * until the signal is aborted (P2). Dispose it afterwards.
   */
  async drain(impatient: AbortSignal): Promise<void> {
    const signal = this.drainSignal(impatient);
    await Promise.all([this.servers.drain(signal), this.runs.drain(signal)]);
  }

  /** Aborted when the time for ending in order is over, or when the other signal is. */
  drainSignal(impatient: AbortSignal): AbortSignal {
    return AbortSignal.any([impatient, AbortSignal.timeout(this.config.drain_timeout * 1000)]);
  }

  /** Runs a trial actor of each runtime that the workspace has actors of; where it has none, one that works is enough. */
  private async probe(): Promise<void> {
    const used = this.catalogue.runtimes;
    const one = (runtime: ScriptRuntime): Promise<void> => probe(this.services, runtime, probePatience);
    if (used.length > 0) await Promise.all(used.map(one));
    else await one('python').catch(() => one('javascript'));
  }

  /** What `--actors` named. Where no sandbox can be had the server starts all the same, and `/health` says why. */
  private async loadNamedActors(): Promise<void> {
    for (const file of this.options.actors ?? []) {
      for (const actor of await this.loader.loadFile(file)) {
        await this.actors.prepare(actor).catch((failure: unknown) => {
          if (!(failure instanceof AppError) || !['noSandbox', 'poolExhausted'].includes(failure.code)) throw failure;
          this.logger.warn({ actor }, failure.message);
        });
      }
    }
  }

  private makeFbpRuntime(token: string | null): FbpRuntime {
    const { workspace, runs, log, registry, catalogue, redactor, logger } = this;
    return new FbpRuntime({
      ...{ workspace, runs, log, registry, redactor, token },
      label: `Reflow Studio: ${this.config.name ?? path.basename(workspace.root)}`,
      isTrusted: () => this.trusted,
      now: Date.now,
      problems: () => catalogue.problems,
      onComponentsChanged: (listener) => registry.onChange(listener),
      rediscover: async () => {
        catalogue.set(await this.discovery.scan());
        runs.retryFailedNodes();
      },
      onDefect: (message, defect) => logger.error({ message, err: defect }, 'a message of FBP failed unexpectedly'),
    });
  }

  private makeHandlers(): Handlers {
    const { workspace, runs, recordings, log, state, settings } = this;
    const nameOf = async (graphPath: string): Promise<string> => (await this.workspaceGraphs.named(graphPath)).name;
    const trials = new Trials({
      ...{ runs, state },
      graphToRun: (graphPath) => this.graphToRun(graphPath),
      networkHost: (name, graph) => this.networkHost(name, graph),
      component: async (name, copy, source) => {
        const component = await this.trialComponents.component(name, copy, source);
        const create = (options: InstanceOptions) => component.createInstance(options);
        return {
          description: component.description,
          createInstance: (options) => redactingInstance(this.redactor, options, create),
        };
      },
    });
    const host = {
      name: this.config.name ?? '',
      version: packageJson.version,
      isTrusted: () => this.trusted,
      trust: (trusted: boolean) => {
        this.trusted = trusted;
        if (trusted) this.preload();
        this.options.onTrust?.(trusted);
      },
      components: () => this.components(),
      compose: (params: CompositionParams) => this.workspaceGraphs.compose(params),
      systemStatus: () => this.systemStatus(),
      installPackages: async (runtime: ScriptRuntime) => {
        if (!this.trusted) throw new AppError('forbidden', 'Installing packages runs code: trust the workspace first.');
        return (await this.sandboxes.packages(runtime)) !== undefined;
      },
      cancelPackages: (runtime: ScriptRuntime) => this.sandboxes.cancelPackages(runtime),
    };
    const topics = topicSources({
      ...{ workspace, log, state, nameOf },
      runs: new RunWatcher(runs, recordings, { graphName: nameOf, redact: (value) => this.redactor.value(value) }),
      components: host.components,
      onComponentsChanged: (listener) => this.registry.onChange(listener),
      systemStatus: host.systemStatus,
    });
    return {
      ...actorMethods(this.actors, this.loader, (record) => log.add(record), Date.now, this.onSent(), this.tracer),
      ...workspaceMethods(workspace, settings, host),
      ...graphMethods(workspace, ({ graph, path: file }) => this.validate(graph, file), this.redactor),
      ...networkMethods(runs, host.isTrusted),
      ...secretMethods(this.secretStore, this.redactor),
      ...recordingMethods({ runs, trials, recordings, graphName: nameOf, isTrusted: host.isTrusted }),
      ...stateMethods(state),
      ...codeMethods(
        new ActorTests({
          readFile: (file) => workspace.files.read(file),
          descriptions: () => this.registry.descriptions(),
          component: (name, copy) => this.trialComponents.component(name, copy, undefined),
          now: Date.now,
        }),
        host.isTrusted,
      ),
      ...new Subscriptions(topics).handlers,
    };
  }

  private makeActorHost(parsers: ParserPool, create: ActorLoaderOptions['createComponent']): void {
    const { registry, catalogue } = this;
    this.loader = new ActorLoader({
      workspaceRoot: this.workspace.root,
      allowedFiles: this.options.actors ?? [],
      sourceFolder: path.join(this.workspace.stateFolder, 'loaded'),
      registry,
      read: (requests) => parsers.read([...requests]),
      createComponent: create,
    });
    this.actors = this.owned.add(
      new ActorHost({
        registry,
        discovered: (name) => catalogue.discovered(name) ?? this.loader.discovered(name),
        isTrusted: () => this.trusted,
        log: (record) => this.log.add(record),
        isScarce: (runtime) => this.sandboxes.isScarce(runtime),
        stateNamespace: this.config.redis.namespace,
      }),
    );
  }

  /** `--debug` shows each message on its way to a caller (O3). */
  private onSent() {
    const logger = this.logger.child({ part: 'rpc' });
    if (!logger.isLevelEnabled('debug')) return undefined;
    return (actor: string, port: string, bytes: number) => logger.debug({ actor, port, bytes }, 'output sent');
  }

  private components() {
    return {
      components: this.registry.descriptions(),
      problems: [...this.catalogue.problems, ...this.graphs.problems],
    };
  }

  /** Everything that is wrong with a graph (G7). @param file relative to the workspace; undefined for one that is none of its files */
  validate(graph: Graph, file: string | undefined): GraphProblem[] {
    return this.workspaceGraphs.validate(graph, file);
  }

  private async graphToRun(graphPath: string): Promise<GraphToRun> {
    await this.secrets.load();
    const { graph, name } = await this.workspaceGraphs.runnable(graphPath);
    const expansion = expandSubgraphs(graph, this.lookup);
    return { graph: expansion.graph, name, view: new SubgraphView(expansion) };
  }

  private networkHost(name: string, graph: Graph): NetworkHost {
    const holdsSecrets = this.secrets.learn(graph);
    return {
      describe: (component) =>
        this.registry.has(component) ? this.registry.resolve(component).description : undefined,
      createInstance: (component, options) => {
        const address = remoteAddress(options.runtime);
        const create = (own: InstanceOptions) =>
          address ? this.remotes.createInstance(component, address, own) : this.registry.createInstance(component, own);
        return holdsSecrets ? redactingInstance(this.redactor, options, create) : create(options);
      },
      log: (node, level, text, timestamp) => this.log.add({ actorId: node, graph: name, level, text, timestamp }),
      now: Date.now,
      environment: this.secrets.variables,
      stateNamespace: this.config.redis.namespace,
      expressions: this.expressions,
      tracer: this.tracer,
    };
  }

  private patterns() {
    const { discover_scripts: isOn, script_patterns: patterns, excluded_paths: exclusions } = this.config;
    return { patterns: isOn ? patterns : [], exclusions };
  }
}
