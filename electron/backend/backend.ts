import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import packageJson from '../../package.json' with { type: 'json' };
import type { DiscoveredScriptActor, ScriptRuntime } from '#shared/actor/actor.ts';
import type { ComponentLookup } from '#shared/graph/componentLookup.ts';
import type { Graph } from '#shared/graph/graph.ts';
import { expandSubgraphs } from '#shared/graph/subgraph/expandSubgraphs.ts';
import { preventsRun, validateGraph } from '#shared/graph/validateGraph.ts';
import {
  composedWorkspace,
  connectedWorkspace,
  type ComposedWorkspace,
  type CompositionParams,
} from '#shared/rpc/contract.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { GraphProblem, SystemStatus } from '#shared/rpc/live.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import type { Packet } from './channel/packet.ts';
import { loadZstd } from './compression/zstd.ts';
import type { WorkspaceConfig } from './config/configSchema.ts';
import { loadConfig, type ConfigFlags } from './config/loadConfig.ts';
import { Discovery } from './discovery/discovery.ts';
import { ParserPool } from './discovery/parserPool.ts';
import { DisposableStore } from './lifetime.ts';
import { declaredVariables } from './network/environment.ts';
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
import { ScriptCatalogue, type UpdatableComponent } from './registry/scriptCatalogue.ts';
import { WasmComponent, type WasmServices } from './registry/wasm/wasmComponent.ts';
import { isLoopback } from './rpc/access.ts';
import { ActorHost } from './rpc/actorHost.ts';
import { ActorLoader } from './rpc/actorLoader.ts';
import { WebSocketTransport } from './rpc/client/webSocketTransport.ts';
import { fbpProtocol } from './rpc/fbp/fbpMessage.ts';
import { FbpRuntime } from './rpc/fbp/fbpRuntime.ts';
import type { Handlers } from './rpc/handlers.ts';
import { HttpServer } from './rpc/httpServer.ts';
import { actorMethods } from './rpc/methods/actorMethods.ts';
import { codeMethods } from './rpc/methods/codeMethods.ts';
import { graphMethods } from './rpc/methods/graphMethods.ts';
import { networkMethods } from './rpc/methods/networkMethods.ts';
import { secretMethods } from './rpc/methods/secretMethods.ts';
import { recordingMethods } from './rpc/methods/recordingMethods.ts';
import { stateMethods } from './rpc/methods/stateMethods.ts';
import { workspaceMethods } from './rpc/methods/workspaceMethods.ts';
import { RpcServer, type RpcServerOptions } from './rpc/rpcServer.ts';
import { Subscriptions } from './rpc/subscriptions.ts';
import type { HiddenPages } from './sandbox/chromium/hiddenPage.ts';
import { Sandboxes } from './sandbox/sandboxes.ts';
import { redactingInstance } from './secrets/redactingInstance.ts';
import { isSecretName, Redactor } from './secrets/redactor.ts';
import { SecretStore, secretsFolder, type SecretCipher } from './secrets/secretStore.ts';
import type { StateStore } from './state/stateStore.ts';
import { LmdbStateStore } from './state/lmdb/lmdbStateStore.ts';
import type { RedisTls } from './state/redis/redisConnection.ts';
import { RedisStateStore } from './state/redis/redisStateStore.ts';
import { topicSources } from './topics.ts';
import { composeWorkspace } from './workspace/composition/composeWorkspace.ts';
import { dependencyProblems } from './workspace/composition/dependencies.ts';
import { qualifiedGraph } from './workspace/composition/findGraph.ts';
import { GraphCatalogue } from './workspace/graphCatalogue.ts';
import type { GraphDocument } from './workspace/graphDocument.ts';
import { Settings } from './workspace/settings.ts';
import { graphName, Workspace } from './workspace/workspace.ts';

/** The name of the composed workspace as a graph: in state, logs and recordings. */
const composedName = 'workspace';

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
  /** The system keychain, where there is one (N12). */
  secretCipher?: SecretCipher;
  /** Told when a person trusts the workspace or takes it back. */
  onTrust?: (trusted: boolean) => void;
}

/** How `serve` is reached. */
export interface ServeOptions {
  httpPort: number;
  metricsPort: number;
  token: string | undefined;
  insecure: boolean;
}

export interface ServeAddresses {
  rpc: string;
  http: string;
  metrics: string;
  /** The editor with its token. */
  editor: string;
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
  private readonly secrets: SecretStore;
  private trusted: boolean;
  private state!: StateStore;
  private discovery!: Discovery;
  private catalogue!: ScriptCatalogue;
  private readonly graphs: GraphCatalogue;
  private actors!: ActorHost;
  private loader!: ActorLoader;
  private trialComponents!: TrialComponents;
  private handlers!: Handlers;
  private windowServer: RpcServer | undefined;
  /** Missing unless traces are wanted (O2). */
  private tracer: MessageTracer | undefined;
  private readonly remotes: RemoteRuntimes;
  private readonly servers: RpcServer[] = [];
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
    this.expressions = this.owned.add(new ExpressionWorkers(options.resources.expressionWorker));
    this.settings = new Settings(this.workspace.stateFolder);
    this.secrets = new SecretStore({
      workspaceRoot: options.workspaceRoot,
      folder: secretsFolder(options.environment),
      cipher: options.secretCipher,
    });
    this.sandboxes = this.owned.add(
      new Sandboxes(
        config.sandbox,
        options.resources.runners,
        this.logger.child({ part: 'sandbox' }),
        {
          onReady: (sandbox) => this.channels.of(sandbox),
          onPackages: (runtime, level, text) =>
            this.log.add({ actorId: `${runtime} packages`, graph: null, level, text, timestamp: Date.now() }),
        },
        options.hiddenPages,
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
        secret: (name) => this.remoteToken(name),
        random: Math.random,
      }),
    );
    this.metrics = new Metrics({
      sandboxes: () => this.sandboxes.status(),
      sandboxMemory: () => this.sandboxes.memoryBytes(),
      queueDepth: () => this.runs.queueDepth() + this.actors.queueDepth,
      connections: () => this.servers.reduce((count, server) => count + server.connectionCount, 0),
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
    this.state = this.owned.add(await this.openState());
    const { permissions, redis } = this.config;
    for (const component of nativeComponents({
      workspaceRoot: root,
      permissions,
      redisUrl: redis.url,
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
    const wasm: WasmServices = { root, worker: resources.wasmWorker, ceiling: this.config.sandbox.ceiling };
    const create = (actor: DiscoveredScriptActor) =>
      actor.runtime === 'wasm' ? new WasmComponent(actor, wasm) : new ScriptComponent(actor, services);
    this.catalogue = new ScriptCatalogue(this.registry, create);
    const parsers = this.owned.add(
      new ParserPool({ entry: resources.parserProcess, grammar: resources.pythonGrammar }),
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
    const [found] = await Promise.all([discovery.scan(), this.sandboxes.start(), this.loadSecrets()]);
    this.catalogue.set(found);
    await this.graphs.load();
    this.owned.add(this.graphs.followRegistry());
    this.owned.add(
      this.workspace.onGraphChange((path) => {
        void this.graphs.changed(path);
        this.runs.edited(path);
      }),
    );
    this.preload();
    this.handlers = this.makeHandlers();
    if (!watch) return;
    this.owned.add(
      await discovery.watch((change) => {
        this.catalogue.apply(change);
        this.runs.retryFailedNodes();
      }),
    );
    this.workspace.watch();
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
    this.windowServer ??= this.owned.add(this.makeServer({ host: '127.0.0.1', port: 0, token: null }));
    return this.windowServer.attach(transport, { editor: true });
  }

  /**
   * Opens the ports: RPC, editor and health, metrics.
   * @throws AppError with a sentence when a port is taken or the address may not be bound
   */
  async serve(options: ServeOptions): Promise<ServeAddresses> {
    const { host, port, max_frame_size, ping_interval, max_connections, compression } = this.config.websocket;
    // Elsewhere than on loopback nobody is let in by a token that nobody chose (X3).
    const mayMakeUp = isLoopback(host) || options.insecure;
    const token = options.token ?? (mayMakeUp ? randomBytes(24).toString('base64url') : null);
    const fbp = this.owned.add(this.makeFbpRuntime(token));
    const editorOrigins: string[] = [];
    const rpc = this.owned.add(
      this.makeServer({
        ...{ host, port, token },
        subprotocols: new Map([[fbpProtocol, (transport, rights) => fbp.attach(transport, rights)]]),
        insecure: options.insecure,
        allowedOrigins: editorOrigins,
        maxFrameSize: max_frame_size,
        pingInterval: ping_interval,
        maxConnections: max_connections,
        ...(compression ? { zstd: await loadZstd() } : {}),
        onCompressed: (ratio) => this.metrics.compressed('rpc', ratio),
      }),
    );
    await this.loadNamedActors();
    await rpc.listen();
    const http = this.owned.add(
      new HttpServer({
        ...{ host, port: options.httpPort, logger: this.logger },
        purpose: { what: 'editor', flag: '--http-port' },
        routes: { '/health': () => this.healthAnswer() },
        folder: this.options.resources.renderer,
        upgrades: { '/rpc': (request, socket, head) => rpc.handleUpgrade(request, socket, head) },
      }),
    );
    await http.listen();
    // Pages of the editor are this server's own, though they come from another port (X3).
    editorOrigins.push(http.url, http.url.replace('127.0.0.1', 'localhost'));
    const metrics = this.owned.add(
      new HttpServer({
        ...{ host, port: options.metricsPort, logger: this.logger },
        purpose: { what: 'metrics', flag: '--metrics-port' },
        routes: {
          '/metrics': async () => ({ contentType: this.metrics.contentType, body: await this.metrics.text() }),
        },
      }),
    );
    await metrics.listen();
    this.owned.add(this.health.watch());
    await this.health.probe();
    return { rpc: rpc.url, http: http.url, metrics: metrics.url, editor: `${http.url}/?token=${token}` };
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
   * Takes no new calls and lets those under way finish, until the signal is aborted (P2). Dispose it afterwards.
   */
  async drain(signal: AbortSignal): Promise<void> {
    this.health.ending();
    await Promise.all(this.servers.map((server) => server.drain(signal)));
  }

  private async healthAnswer() {
    const health = await this.health.check();
    const status = health.status === 'ok' ? 200 : 503;
    return { status, contentType: 'application/json', body: JSON.stringify(health) };
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

  private makeServer(options: Omit<RpcServerOptions, 'logger'>): RpcServer {
    const server = RpcServer.for(this.handlers, {
      ...options,
      logger: this.logger.child({ part: 'rpc' }),
      onAnswered: (method, seconds, failed) => this.metrics.answered(method, seconds, failed),
    });
    this.servers.push(server);
    return server;
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
    const nameOf = async (graphPath: string): Promise<string> => (await this.namedGraph(graphPath)).name;
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
      compose: (params: CompositionParams) => this.compose(params),
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
      ...graphMethods(workspace, (document) => this.problemsOf(document), this.redactor),
      ...networkMethods(runs, host.isTrusted),
      ...secretMethods(this.secrets, this.redactor),
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

  private makeActorHost(parsers: ParserPool, create: (actor: DiscoveredScriptActor) => UpdatableComponent): void {
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

  private problemsOf(document: GraphDocument): GraphProblem[] {
    return this.validate(document.graph, document.path);
  }

  /** Everything that is wrong with a graph (G7). @param file relative to the workspace; undefined for one that is none of its files */
  validate(graph: Graph, file: string | undefined): GraphProblem[] {
    const { graphs } = this.graphs;
    const own = graphs.find(({ path: one }) => one === file);
    return [...validateGraph(graph, this.lookup), ...dependencyProblems(graph, own && { ...own, graph }, graphs)];
  }

  /** The graphs of the workspace as one (G6). */
  private compose({ graphs: paths, namespaces, autoConnect }: CompositionParams): ComposedWorkspace {
    const named = namespaces === undefined ? this.graphs : this.graphs.namedBy(namespaces);
    const own = new Map(this.graphs.graphs.map((source) => [source.path, qualifiedGraph(source)]));
    const composed = composeWorkspace({
      sources: named.graphs.filter(({ path: one }) => paths === undefined || paths.includes(one)),
      components: this.lookup,
      componentOf: (one) => own.get(one)!,
      autoConnect: autoConnect ?? false,
    });
    // Wires to nodes inside graphs have been checked; as wires of one graph they would lead nowhere.
    const inside = validateGraph(composed.graph, this.lookup).filter(
      ({ connection, node }) => connection === undefined || node !== undefined,
    );
    return { ...composed, problems: [...composed.problems, ...inside] };
  }

  /** Secrets that cannot be used are told of; whoever needs one is told again, by its name. */
  private async loadSecrets(): Promise<void> {
    try {
      await this.secrets.load();
    } catch (error) {
      this.logger.warn((error as Error).message);
    }
    for (const [name, value] of Object.entries(this.secrets.values)) this.redactor.know(name, value);
  }

  private async graphToRun(graphPath: string): Promise<GraphToRun> {
    await this.loadSecrets();
    const { graph, name, problems } = await this.namedGraph(graphPath);
    const fatal = problems.filter(preventsRun);
    if (fatal.length > 0)
      throw new AppError(
        'invalidParams',
        `${graphPath} cannot run: ${fatal.map(({ message, fix }) => `${message} ${fix ?? ''}`.trim()).join(' ')}`,
        { problems: fatal },
      );
    const expansion = expandSubgraphs(graph, this.lookup);
    return { graph: expansion.graph, name, view: new SubgraphView(expansion) };
  }

  /** The graph of a path: that of a file with its edits, or the workspace as one graph. */
  private async namedGraph(graphPath: string): Promise<{ graph: Graph; name: string; problems: GraphProblem[] }> {
    if (graphPath === composedWorkspace || graphPath === connectedWorkspace) {
      const { graph, problems } = this.compose({ autoConnect: graphPath === connectedWorkspace });
      return { graph, name: composedName, problems };
    }
    const document = await this.workspace.document(graphPath);
    return { graph: document.graph, name: graphName(document.graph, graphPath), problems: this.problemsOf(document) };
  }

  private networkHost(name: string, graph: Graph): NetworkHost {
    const environment = { ...this.secrets.values, ...this.options.environment };
    const holdsSecrets = this.learnSecrets(graph, environment);
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
      environment,
      stateNamespace: this.config.redis.namespace,
      expressions: this.expressions,
      tracer: this.tracer,
    };
  }

  /** The token of another runtime server: a secret of the workspace or a variable of the environment, shown nowhere. */
  private remoteToken(name: string): string | undefined {
    const token = this.options.environment[name] ?? this.secrets.values[name];
    if (token !== undefined) this.redactor.know(name, token);
    return token;
  }

  /** What the nodes of a graph are given and must not be shown from now on. @returns whether there is anything */
  private learnSecrets(graph: Graph, environment: Readonly<Record<string, string | undefined>>): boolean {
    const { values } = this.secrets;
    const names = [...declaredVariables(graph)].filter((name) => Object.hasOwn(values, name) || isSecretName(name));
    for (const name of names) this.redactor.know(name, environment[name] ?? '');
    return names.length > 0;
  }

  private async openState(): Promise<StateStore> {
    const { url, ttl, tls } = this.config.redis;
    if (url !== undefined)
      return RedisStateStore.connect({
        ...{ url, ttl, tls: await this.certificates(tls) },
        onCompressed: (ratio) => this.metrics.compressed('redis', ratio),
      });
    return LmdbStateStore.open({ folder: this.workspace.stateFolder, ttl });
  }

  private async certificates(files: WorkspaceConfig['redis']['tls']): Promise<RedisTls> {
    const read = (file: string | undefined) =>
      file === undefined ? undefined : readFile(path.resolve(this.workspace.root, file), 'utf8');
    try {
      const [ca, cert, key] = await Promise.all([read(files?.ca), read(files?.cert), read(files?.key)]);
      return { ca, cert, key };
    } catch (error) {
      throw new AppError('invalidParams', `redis.tls names a file that cannot be read: ${(error as Error).message}.`);
    }
  }

  private patterns() {
    const { discover_scripts: isOn, script_patterns: patterns, excluded_paths: exclusions } = this.config;
    return { patterns: isOn ? patterns : [], exclusions };
  }
}
