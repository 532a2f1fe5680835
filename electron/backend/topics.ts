import type { ComponentDescription, DiscoveryProblem } from '#shared/actor/actor.ts';
import type { StateEntry } from '#shared/rpc/live/state.ts';
import type { SystemStatus } from '#shared/rpc/live/system.ts';
import type { Topics } from '#shared/rpc/live/topics.ts';
import { disposable } from './lifetime.ts';
import type { RunWatcher } from './network/runWatcher.ts';
import type { LogHub } from './observability/logHub.ts';
import type { TopicSources } from './rpc/subscriptions.ts';
import type { StateStore } from './state/stateStore.ts';
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

const stateInterval = 100;
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

/** Everything that matches first; then what changed, gathered so that a counter at full speed is one delivery a tenth of a second. */
function watchState(
  store: StateStore,
  { namespace, pattern }: Topics['state']['params'],
  deliver: (data: Topics['state']['data']) => void,
): Disposable {
  const changed = new Map<string, { namespace: string; actorId: string; key: string }>();
  let isReading = false;
  const filter = { ...(namespace === undefined ? {} : { namespace }), ...(pattern === undefined ? {} : { pattern }) };
  store.list(filter).then(
    (entries) => deliver({ changed: entries, deleted: [] }),
    () => {},
  );
  const listening = store.onChange((change) => {
    if (namespace !== undefined && change.namespace !== namespace) return;
    const { namespace: space, actorId, key } = change;
    changed.set(JSON.stringify([space, actorId, key]), { namespace: space, actorId, key });
  });
  const timer = setInterval(() => {
    if (changed.size === 0 || isReading) return;
    isReading = true;
    const keys = [...changed.values()];
    changed.clear();
    void readChanged(store, keys)
      .then(deliver, () => {})
      .finally(() => (isReading = false));
  }, stateInterval);
  timer.unref();
  return disposable(() => {
    listening[Symbol.dispose]();
    clearInterval(timer);
  });
}

async function readChanged(
  store: StateStore,
  keys: readonly { namespace: string; actorId: string; key: string }[],
): Promise<Topics['state']['data']> {
  const entries = await Promise.all(keys.map((one) => store.entry(one, one.key)));
  const changed: StateEntry[] = entries.filter((entry) => entry !== undefined);
  return { changed, deleted: keys.filter((_, index) => entries[index] === undefined) };
}
