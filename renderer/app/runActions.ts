import type { RpcClient } from '#shared/rpc/client.ts';
import type { GraphSync } from './graphSync.ts';
import type { SessionState, SessionStore } from './session.ts';

/** Actions on the network of the graph in front (N6) and on the workspace's trust (X1). */
export function runActions(
  store: () => SessionStore,
  sync: () => GraphSync,
  client: () => RpcClient,
): Pick<SessionState, 'run' | 'pause' | 'step' | 'stop' | 'trust'> {
  const get = (): SessionState => store().getState();

  const onActive = async (work: (path: string) => Promise<void>): Promise<void> => {
    const path = get().activePath;
    if (path === null) return;
    try {
      await work(path);
    } catch (error) {
      get().notifyError(error);
    }
  };

  return {
    run: () =>
      onActive(async (path) => {
        const state = get().network?.state;
        if (state === 'paused') {
          const network = await client().call('network.resume', { path });
          return store().setState({ network });
        }
        await sync().push(path);
        if (state === 'idle') await client().call('network.stop', { path });
        store().setState({ values: new Map() });
        await client().call('network.start', { path });
      }),
    pause: () =>
      onActive(async (path) => {
        store().setState({ network: await client().call('network.pause', { path }) });
      }),
    step: () =>
      onActive(async (path) => {
        store().setState({ network: await client().call('network.step', { path }) });
      }),
    stop: () =>
      onActive(async (path) => {
        await client().call('network.stop', { path });
      }),
    trust: async () => {
      try {
        const { trusted } = await client().call('workspace.trust', { trusted: true });
        store().setState(({ workspace }) => ({ workspace: workspace && { ...workspace, trusted } }));
      } catch (error) {
        get().notifyError(error);
      }
    },
  };
}
