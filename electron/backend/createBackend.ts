import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import packageJson from '../../package.json' with { type: 'json' };
import type { SystemStatus } from '#shared/rpc/live/system.ts';
import { Backend } from './backend.ts';
import type { BackendOptions } from './backendOptions.ts';
import type { WorkspaceConfig } from './config/configSchema.ts';
import { loadConfig } from './config/loadConfig.ts';
import type { Foundation } from './foundation.ts';
import { createLogger } from './observability/createLogger.ts';
import { HealthWatch } from './observability/health.ts';
import { LogHub } from './observability/logHub.ts';
import { Metrics } from './observability/metrics.ts';
import type { MessageTracer } from './observability/tracing/messageTracer.ts';
import { startTracing } from './observability/tracing/startTracing.ts';
import { tracingOptions } from './observability/tracing/tracingOptions.ts';
import { componentLookup } from './registry/componentLookup.ts';
import { ComponentRegistry } from './registry/componentRegistry.ts';
import { ExpressionWorkers } from './registry/native/expression/expressionWorkers.ts';
import { nativeComponents } from './registry/native/nativeComponents.ts';
import { FbpRuntime } from './rpc/fbp/fbpRuntime.ts';
import { Servers } from './rpc/servers.ts';
import { rpcHandlers } from './rpcHandlers.ts';
import { Redactor } from './secrets/redactor.ts';
import { SecretStore, secretsFolder } from './secrets/secretStore.ts';
import { openState } from './state/openState.ts';
import type { StateScope } from './state/stateStore.ts';
import { DisposableStore } from './system/lifetime.ts';
import { Trust } from './trust.ts';
import { GraphCatalogue } from './workspace/graphCatalogue.ts';
import { Workspace } from './workspace/workspace.ts';
import { WorkspaceGraphs } from './workspace/workspaceGraphs.ts';
import { WorkspaceActors } from './workspaceActors.ts';
import { WorkspaceNetworks } from './workspaceNetworks.ts';

/** Milliseconds in which the state must answer before `/health` says that it does not. */
const statePatience = 2000;
/** A window waits so long for its actors, in milliseconds, before it opens and shows how far the reading of their files is (E9). */
const indexingPatience = 1500;

/**
 * The whole back end of one workspace. Electron's main process, `serve`, `run` and tests all make it here, and only here are its
 * parts put together.
 * @throws AppError with a sentence when reflow.yaml is wrong or the workspace cannot be used
 */
export async function createBackend(options: BackendOptions): Promise<Backend> {
  const config = await loadConfig(options.workspaceRoot, options.environment, options.flags);
  await using owned = new DisposableStore();
  const redactor = new Redactor();
  const redactText = (text: string): string => redactor.text(text);
  const levels = options.debug ? { ...config.log, level: 'debug' as const } : config.log;
  const logger = createLogger({ levels, redact: redactText });
  const metrics = new Metrics({
    sandboxes: () => actors.sandboxes.status(),
    sandboxMemory: () => actors.sandboxes.memoryBytes(),
    sharedMemory: () => actors.sandboxes.sharedMemoryFigures(),
    queueDepth: () => runs.queueDepth() + actors.host.queueDepth,
    connections: () => servers.connectionCount,
    stateAvailable: () => state.availability().available,
  });
  const tracer = await openTracer(options, config, redactText, owned);
  const workspace = owned.add(new Workspace(options.workspaceRoot, config.excluded_paths, Date.now));
  const state = owned.add(
    await openState(config.redis, {
      root: options.workspaceRoot,
      folder: workspace.stateFolder,
      onCompressed: (ratio) => metrics.compressed('redis', ratio),
    }),
  );
  const expressions = owned.add(new ExpressionWorkers(options.resources.expressionWorker));
  const registry = new ComponentRegistry();
  registerNativeComponents(registry, expressions, options, config);
  const lookup = componentLookup(registry);
  const graphCatalogue = new GraphCatalogue(workspace, registry, config.namespace_strategy);
  const foundation: Foundation = {
    ...{ options, config, redactor, logger, metrics, tracer, workspace, state, expressions, registry, lookup },
    trust: new Trust(options.trusted, (trusted) => options.onTrust?.(trusted)),
    secretStore: new SecretStore({
      workspaceRoot: options.workspaceRoot,
      folder: secretsFolder(options.environment),
      cipher: options.secretCipher,
    }),
    log: new LogHub(redactText),
    graphCatalogue,
    graphs: new WorkspaceGraphs(workspace, graphCatalogue, lookup),
  };
  const health = new HealthWatch({
    status: () => ({ ...systemStatus(), sandboxes: actors.sandboxes.status() }),
    probe: () => actors.probe(),
    askState: () =>
      state.run(healthScope(config), ['extend', 'probe', []], { node: 'health', patience: statePatience }),
    now: Date.now,
  });
  const actors = owned.add(new WorkspaceActors(foundation, () => health.doubt()));
  const networks = owned.add(new WorkspaceNetworks(foundation, actors));
  const { runs } = networks;
  const discovered = actors.discover();
  const isLate = options.opensWhileIndexing
    ? Promise.race([discovered.then(() => false), sleep(indexingPatience, true, { ref: false })])
    : discovered.then(() => false);
  await Promise.all([isLate, actors.sandboxes.start(), networks.secrets.load()]);
  await graphCatalogue.load();
  owned.add(graphCatalogue.followRegistry());
  owned.add(
    workspace.onGraphChange((file) => {
      // What runs asks the catalogue for the graphs inside it.
      void graphCatalogue.changed(file).finally(() => runs.edited(file));
    }),
  );
  const systemStatus = (): SystemStatus => ({
    drivers: actors.sandboxes.drivers,
    driver: actors.sandboxes.driver,
    unsandboxed: actors.sandboxes.driver === 'process',
    sandboxes: actors.sandboxes.status(),
    packages: actors.sandboxes.packageStatus(),
    ...(actors.sandboxes.images.status ? { images: actors.sandboxes.images.status } : {}),
    ...(actors.discovery.indexingStatus ? { indexing: actors.discovery.indexingStatus } : {}),
    state: { kind: state.kind, ...state.availability() },
    memoryBytes: process.memoryUsage.rss(),
  });
  const servers = owned.add(
    new Servers({
      ...{ metrics, logger, websocket: config.websocket, renderer: options.resources.renderer },
      handlers: rpcHandlers(foundation, actors, networks, systemStatus),
      health,
      fbpRuntime: (token) => fbpRuntime(foundation, actors, networks, token),
      prepare: () => actors.loadNamed(),
    }),
  );
  const followed = discovered.then(async () => {
    actors.preload();
    if (options.watch) await actors.watch(() => runs.componentsChanged());
  });
  if (await isLate) {
    followed.catch((error: unknown) => logger.error(error, 'the actor files could not be read'));
    owned.add({
      [Symbol.asyncDispose]: async () => {
        actors.discovery.stopIndexing();
        await followed.catch(() => {});
      },
    });
  } else await followed;
  if (options.watch) workspace.watch();
  return new Backend({ ...foundation, actors, networks, servers, health, systemStatus }, owned.move());
}

/** Where `/health` asks the state back end for something. */
function healthScope({ redis }: WorkspaceConfig): StateScope {
  return { namespace: redis.namespace, actorId: 'health' };
}

async function openTracer(
  { environment }: BackendOptions,
  config: WorkspaceConfig,
  redact: (text: string) => string,
  owned: DisposableStore,
): Promise<MessageTracer | undefined> {
  const tracing = tracingOptions(config.tracing, environment);
  return tracing && owned.add(await startTracing(tracing, packageJson.version, redact)).tracer;
}

function registerNativeComponents(
  registry: ComponentRegistry,
  expressions: ExpressionWorkers,
  { workspaceRoot }: BackendOptions,
  { permissions, redis }: WorkspaceConfig,
): void {
  const components = nativeComponents({
    ...{ workspaceRoot, permissions, expressions },
    redisUrl: redis.url,
    mostRedisConnections: redis.max_connections,
  });
  for (const component of components) registry.register(component);
}

function fbpRuntime(
  { config, workspace, registry, log, logger, metrics, redactor, trust }: Foundation,
  actors: WorkspaceActors,
  networks: WorkspaceNetworks,
  token: string | null,
): FbpRuntime {
  return new FbpRuntime({
    ...{ workspace, registry, log, redactor, token, runs: networks.runs },
    label: `Reflow Studio: ${config.name ?? path.basename(workspace.root)}`,
    isTrusted: () => trust.isTrusted,
    now: Date.now,
    problems: () => actors.problems,
    onComponentsChanged: (listener) => registry.onChange(listener),
    rediscover: () => networks.rediscover(),
    onDefect: (message, defect) => {
      logger.error({ message, err: defect }, 'a message of FBP failed unexpectedly');
      metrics.defect('fbp');
    },
  });
}
