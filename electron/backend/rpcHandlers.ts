import packageJson from '../../package.json' with { type: 'json' };
import { contract, type Method } from '#shared/rpc/contract.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { SystemStatus } from '#shared/rpc/live/system.ts';
import type { Foundation } from './foundation.ts';
import { RunWatcher } from './network/runs/runWatcher.ts';
import type { CallContext, Handlers } from './rpc/handlers.ts';
import { actorMethods } from './rpc/methods/actorMethods.ts';
import { codeMethods } from './rpc/methods/codeMethods.ts';
import { graphMethods, refuseSecrets } from './rpc/methods/graphMethods.ts';
import { networkMethods } from './rpc/methods/networkMethods.ts';
import type { ProcessHost } from './rpc/methods/processCall.ts';
import { recordingMethods } from './rpc/methods/recordingMethods.ts';
import { secretMethods } from './rpc/methods/secretMethods.ts';
import { stateMethods } from './rpc/methods/stateMethods.ts';
import { workspaceMethods, type WorkspaceHost } from './rpc/methods/workspaceMethods.ts';
import { withoutSecrets } from './secrets/redactingInstance.ts';
import type { Redactor } from './secrets/redactor.ts';
import { Subscriptions } from './rpc/subscriptions.ts';
import { topicSources } from './topics.ts';
import { Settings } from './workspace/settings.ts';
import type { WorkspaceActors } from './workspaceActors.ts';
import type { WorkspaceNetworks } from './workspaceNetworks.ts';

/** The handlers of all methods of the contract, over the parts of one back end (R4). */
export function rpcHandlers(
  foundation: Foundation,
  actors: WorkspaceActors,
  networks: WorkspaceNetworks,
  systemStatus: () => SystemStatus,
): Handlers {
  const { workspace, registry, graphs, log, state, redactor, tracer } = foundation;
  const { runs, recordings, trials, actorTests } = networks;
  const isTrusted = (): boolean => foundation.trust.isTrusted;
  const graphName = async (graphPath: string): Promise<string> => (await graphs.named(graphPath)).name;
  const host = workspaceHost(foundation, actors, systemStatus);
  const topics = topicSources({
    ...{ workspace, log, state, nameOf: graphName, systemStatus },
    runs: new RunWatcher(runs, recordings, { graphName, redact: (value) => redactor.value(value) }),
    components: host.components,
    onComponentsChanged: (listener) => registry.onChange(listener),
  });
  return withoutSecretsInErrors(redactor, {
    ...actorMethods(actors.host, actors.loader, (record) => log.add(record), Date.now, onSent(foundation), tracer),
    ...workspaceMethods(workspace, new Settings(workspace.stateFolder), host),
    ...graphMethods(workspace, ({ graph, path }) => graphs.validate(graph, path), redactor),
    ...networkMethods(runs, isTrusted),
    ...secretMethods(foundation.secretStore, redactor),
    ...recordingMethods({ runs, trials, recordings, graphName, isTrusted }),
    ...stateMethods(state),
    ...codeMethods(actorTests, isTrusted),
    ...new Subscriptions(topics).handlers,
  });
}

/** What the editor's methods fail with comes without secrets (N12). Actors have none that they were not given (R2). */
function withoutSecretsInErrors(redactor: Redactor, handlers: Handlers): Handlers {
  const wrapped = Object.entries(handlers).map(([method, handle]) => {
    if (contract[method as Method].access === 'public') return [method, handle];
    const asked = handle as (params: unknown, context: CallContext) => unknown;
    return [
      method,
      async (params: unknown, context: CallContext) => {
        try {
          return await asked(params, context);
        } catch (error) {
          throw withoutSecrets(redactor, error);
        }
      },
    ];
  });
  return Object.fromEntries(wrapped) as Handlers;
}

function workspaceHost(
  { config, trust, registry, graphs, graphCatalogue, redactor }: Foundation,
  actors: WorkspaceActors,
  systemStatus: () => SystemStatus,
): WorkspaceHost {
  return {
    name: config.name ?? '',
    version: packageJson.version,
    isTrusted: () => trust.isTrusted,
    trust: (trusted) => {
      trust.set(trusted);
      if (trusted) actors.preload();
    },
    components: () => ({
      components: registry.descriptions(),
      problems: [...actors.problems, ...graphCatalogue.problems],
    }),
    compose: (params) => graphs.compose(params),
    systemStatus,
    refuseSecrets: (text) => refuseSecrets(text, redactor),
    installPackages: async (runtime) => {
      if (!trust.isTrusted)
        throw new AppError('forbidden', 'Installing packages runs code: trust the workspace first.');
      return (await actors.sandboxes.packages(runtime)) !== undefined;
    },
    cancelPackages: (runtime) => actors.sandboxes.cancelPackages(runtime),
    fetchImages: async () => {
      const driver = await actors.sandboxes.fetchImages();
      actors.preload();
      return driver;
    },
    cancelImages: () => actors.sandboxes.images.cancel(),
    stopIndexing: () => actors.discovery.stopIndexing(),
    takeUpIndexing: () => actors.discovery.takeUpIndexing(),
  };
}

/** `--debug` shows each message on its way to a caller (O3). */
function onSent({ logger }: Foundation): ProcessHost['onSent'] {
  const rpc = logger.child({ part: 'rpc' });
  if (!rpc.isLevelEnabled('debug')) return undefined;
  return (actor, port, bytes) => rpc.debug({ actor, port, bytes }, 'output sent');
}
