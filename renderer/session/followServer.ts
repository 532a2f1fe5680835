import type { ComponentDescription, DiscoveryProblem } from '#shared/actor/actor.ts';
import type { RpcClient } from '#shared/rpc/client.ts';
import { subscribeWhile } from '../rpc/studio.ts';
import type { Session } from './createSession.ts';
import { ComponentMap } from './componentMap.ts';
import { insideBreakpoints, insideStatus, insideValues } from './insideView.ts';
import { LiveFeed } from './liveFeed.ts';
import type { SessionState } from './session.ts';
import { followWanted } from './wantedValues.ts';
import { runPlace, type RunPlace } from './trail.ts';

/**
 * Keeps the session true to the server over one connection: workspace, components, system, every open graph, and the live data of the
 * graph in front. Ends with the function that is returned; is called again for the next connection.
 */
export function followServer(
  { store, sync }: Session,
  client: RpcClient,
  nextFrame: (work: () => void) => void,
): () => void {
  const askWorkspace = (): void => {
    client
      .call('workspace.info', {})
      .then((workspace) => store.setState({ workspace }))
      .catch((error: unknown) => store.getState().notifyError(error));
  };
  let known: string | undefined;
  const ends: (() => void)[] = [
    subscribeWhile(client, 'registry', {}, ({ components, problems }) => {
      store.setState({ components: new ComponentMap(components), discoveryProblems: problems });
      const graphs = graphsIn(components, problems);
      // Somebody else made, renamed or deleted a graph.
      if (known !== undefined && known !== graphs) askWorkspace();
      known = graphs;
    }),
    subscribeWhile(client, 'system', {}, (system) => store.setState({ system })),
  ];
  askWorkspace();

  const graphs = new Map<string, () => void>();
  let front: { place: RunPlace; end: () => void } | undefined;
  const follow = ({ tabs, activePath }: SessionState): void => {
    for (const [path, end] of graphs)
      if (!tabs.some((tab) => tab.path === path)) {
        end();
        graphs.delete(path);
      }
    for (const { path } of tabs)
      if (!graphs.has(path))
        graphs.set(
          path,
          subscribeWhile(client, 'graph', { path }, (news) => sync.heard(path, news)),
        );
    const place = runPlace({ tabs, activePath });
    if (front?.place.path === place?.path && front?.place.prefix === place?.prefix) return;
    const before = front;
    front = place ? followRun({ store, sync }, client, place, nextFrame) : undefined;
    // Its end changes the session, which comes here again: by then the new one must be in place.
    before?.end();
  };
  for (const { path } of store.getState().tabs)
    sync.reopen(path).catch((error: unknown) => store.getState().notifyError(error));
  follow(store.getState());
  ends.push(store.subscribe(follow));

  return () => {
    for (const end of [...ends, ...graphs.values()]) end();
    front?.end();
  };
}

/** Which graphs there are, readable or not, and what they are called: equal texts for equal lists. */
function graphsIn(components: readonly ComponentDescription[], problems: readonly DiscoveryProblem[]): string {
  const readable = components.filter(({ kind }) => kind === 'graph').map(({ file, name }) => `${file} ${name}`);
  return [...readable, ...problems.map(({ file }) => file)].toSorted().join('\n');
}

function followRun(
  { store }: Session,
  client: RpcClient,
  place: RunPlace,
  nextFrame: (work: () => void) => void,
): { place: RunPlace; end: () => void } {
  const { path, prefix } = place;
  const feed = new LiveFeed(store, nextFrame);
  const ends = [
    () => feed.end(),
    subscribeWhile(client, 'networkChanges', { path }, (news) =>
      news.kind === 'whole'
        ? feed.status(insideStatus(news.status, prefix))
        : feed.change(insideStatus(news.change, prefix)),
    ),
    subscribeWhile(client, 'breakpoints', { path }, ({ breakpoints }) =>
      store.setState({ breakpoints: insideBreakpoints(breakpoints, prefix) }),
    ),
    followWanted(store, (nodes) =>
      subscribeWhile(
        client,
        'values',
        { path, ...(nodes && { nodes: nodes.map((id) => prefix + id) }) },
        ({ values }) => feed.values(insideValues(values, prefix)),
      ),
    ),
  ];
  return {
    place,
    end: () => {
      for (const end of ends) end();
      store.setState({ breakpoints: new Map() });
    },
  };
}
