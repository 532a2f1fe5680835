import type { Client } from '#shared/rpc/client.ts';
import { connectionName, type Connection } from '#shared/graph/graph.ts';
import { attempting } from './attempting.ts';
import type { GraphSync } from './graphSync.ts';
import { insideStatus } from './insideView.ts';
import type { SessionState, SessionStore } from './session.ts';
import { runPlace, trailOf, type RunPlace } from './trail.ts';

/** Actions on the network of the graph in front (N6) and on the workspace's trust (X1). */
export function runActions(
  store: () => SessionStore,
  sync: () => GraphSync,
  client: () => Client,
): Pick<SessionState, 'run' | 'pause' | 'step' | 'stop' | 'toggleBreakpoint' | 'trust'> {
  const get = (): SessionState => store().getState();
  const attempt = attempting(get);

  const onActive = async (work: (place: RunPlace) => Promise<void>): Promise<void> => {
    const place = runPlace(get());
    if (place) await attempt(() => work(place));
  };

  return {
    run: () =>
      onActive(async ({ path, prefix }) => {
        const state = get().network?.state;
        if (state === 'paused') {
          const status = await client().call('network.resume', { path });
          return store().setState({ network: insideStatus(status, prefix) });
        }
        for (const tab of trailOf(get())) await sync().push(tab.path);
        if (state === 'idle') await client().call('network.stop', { path });
        // What kept an earlier run from starting is told again if it still does.
        store().setState(({ notices }) => ({
          values: new Map(),
          notices: notices.filter(({ kind }) => kind !== 'error'),
        }));
        await client().call('network.start', { path });
      }),
    pause: () =>
      onActive(async ({ path, prefix }) => {
        store().setState({ network: insideStatus(await client().call('network.pause', { path }), prefix) });
      }),
    step: () =>
      onActive(async ({ path, prefix }) => {
        store().setState({ network: insideStatus(await client().call('network.step', { path }), prefix) });
      }),
    stop: (kill = false) =>
      onActive(async ({ path }) => {
        await client().call('network.stop', { path, kill });
      }),
    toggleBreakpoint: (wire) =>
      onActive(async ({ path, prefix }) => {
        const { graph, breakpoints } = get();
        const known = breakpoints.get(wire)?.connection;
        if (known !== undefined)
          return void (await client().call('network.clearBreakpoint', { path, connection: known }));
        const connection = graph?.connections.find((one) => connectionName(one) === wire);
        if (!connection?.from) return;
        await client().call('network.setBreakpoint', { path, connection: runWire(connection, prefix) });
      }),
    trust: () =>
      attempt(async () => {
        const { trusted } = await client().call('workspace.trust', { trusted: true });
        store().setState(({ workspace }) => ({ workspace: workspace && { ...workspace, trusted } }));
      }),
  };
}

/** The name of a wire in the running network, where the nodes of graphs inside have their path before them (N11). */
function runWire(connection: Connection, prefix: string): string {
  const { from, to } = connection;
  return connectionName({
    ...connection,
    from: from && { ...from, nodeId: prefix + from.nodeId },
    to: { ...to, nodeId: prefix + to.nodeId },
  });
}
