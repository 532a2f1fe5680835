import type { ComponentDescription, DiscoveryProblem } from '#shared/actor/actor.ts';
import type { SystemStatus } from '#shared/rpc/live/system.ts';
import type { RunWatcher } from './network/runs/runWatcher.ts';
import type { LogHub } from './observability/logHub.ts';
import type { TopicSources } from './rpc/subscriptions.ts';
import type { StateStore } from './state/stateStore.ts';
import { watchState } from './state/watchState.ts';
import { disposable } from './system/lifetime.ts';
import type { Workspace } from './workspace/workspace.ts';

/** What the topics need of the back end. */
export interface TopicHost {
  workspace: Workspace;
  runs: RunWatcher;
  log: LogHub;
  state: StateStore;
  /** The name under which the graph of a path is known. */
  nameOf(path: string): Promise<string>;
  components(): { components: ComponentDescription[]; problems: DiscoveryProblem[] };
  onComponentsChanged(listener: () => void): Disposable;
  systemStatus(): SystemStatus;
}

const systemInterval = 1000;

/** The sources of all topics (R4). */
export function topicSources(host: TopicHost): TopicSources {
  const { workspace, runs, log, state, nameOf } = host;
  return {
    registry: (_, deliver) => {
      deliver(host.components());
      return host.onComponentsChanged(() => deliver(host.components()));
    },
    graph: async ({ path }, deliver) => (await workspace.document(path)).watch(deliver),
    network: (params, deliver) => runs.status(params, deliver),
    values: (params, deliver) => runs.values(params, deliver),
    messages: (params, deliver) => runs.messages(params, deliver),
    events: (params, deliver) => runs.events(params, deliver),
    networkChanges: (params, deliver) => runs.changes(params, deliver),
    breakpoints: (params, deliver) => runs.breakpoints(params, deliver),
    deadLetters: (params, deliver) => runs.deadLetters(params, deliver),
    runs: (params, deliver) => runs.recorded(params, deliver),
    log: async ({ path }, deliver) => log.watch(path === undefined ? undefined : await nameOf(path), deliver),
    state: (params, deliver) => watchState(state, params, deliver),
    system: (_, deliver) => {
      let last = '';
      const look = (): void => {
        const status = host.systemStatus();
        const text = JSON.stringify({ ...status, memoryBytes: Math.round(status.memoryBytes / 1024 ** 2) });
        if (text === last) return;
        last = text;
        deliver(status);
      };
      look();
      const timer = setInterval(look, systemInterval);
      timer.unref();
      return disposable(() => clearInterval(timer));
    },
  };
}
