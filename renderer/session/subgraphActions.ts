import type { ComponentDescription } from '#shared/actor/actor.ts';
import { nodeTitle } from '#shared/graph/graph.ts';
import type { Client } from '#shared/rpc/client.ts';
import { editsOf, extractSubgraph } from '../graph/extractSubgraph.ts';
import { unpackSubgraph } from '../graph/unpackSubgraph.ts';
import { attempting } from './attempting.ts';
import { tabOf } from './graphTab.ts';
import { fileName } from './newFiles.ts';
import type { SessionState, SessionStore } from './session.ts';
import { withOpenTab } from './tabs.ts';
import { trailOf } from './trail.ts';

/** The graph file that a node stands for (N11); undefined for a node of any other kind. */
export function subgraphFile(
  { graph, components }: Pick<SessionState, 'graph' | 'components'>,
  node: string,
): string | undefined {
  const component = components.get(graph?.processes[node]?.component ?? '');
  return component?.kind === 'graph' && component.file !== null ? component.file : undefined;
}

/** Where a graph made of a part of another is kept: beside that one. */
export function subgraphPath(outer: string, name: string): string {
  return `${outer.slice(0, outer.lastIndexOf('/') + 1)}${fileName(name)}.graph.json`;
}

/** Why a new graph cannot have a name, as a sentence; undefined when it can. */
export function whyNotNamed(
  name: string,
  path: string,
  { workspace, components }: Pick<SessionState, 'workspace' | 'components'>,
): string | undefined {
  if (workspace?.graphs.some((graph) => graph.path === path)) return `${path} is there already.`;
  const isTaken = ({ name: known }: ComponentDescription): boolean => known.toLowerCase() === name.toLowerCase();
  return [...components.values()].some(isTaken) ? `There is a component ${name} already.` : undefined;
}

/** Actions on graphs inside graphs (E1, N11). */
export function subgraphActions(
  store: () => SessionStore,
  client: () => Client,
): Pick<SessionState, 'makeSubgraph' | 'enterSubgraph' | 'unpackSubgraph'> {
  const get = (): SessionState => store().getState();

  const attempt = attempting(get);

  return {
    makeSubgraph: (name) =>
      attempt(async () => {
        const { graph, activePath, components, selection } = get();
        const made = graph && extractSubgraph(graph, components, selection.nodes, name);
        if (!made || activePath === null) return;
        const path = subgraphPath(activePath, name);
        const { revision } = await client().call('graph.create', { path, name });
        await client().call('graph.edit', { path, revision, label: made.step.label, edits: editsOf(made.inner) });
        await client().call('graph.save', { path });
        const workspace = await client().call('workspace.info', {});
        store().setState({ workspace });
        get().applyStep(made.step);
        if (get().graph?.processes[made.step.id]) get().selectNode(made.step.id);
      }),
    enterSubgraph: (node) =>
      attempt(async () => {
        const { activePath, tabs } = get();
        const path = subgraphFile(get(), node);
        if (path === undefined || activePath === null) return;
        if (trailOf(get()).some((around) => around.path === path))
          return get().notify(`${path} is open around this graph already.`);
        const within = { path: activePath, node };
        const known = tabs.find((tab) => tab.path === path);
        const tab = known ?? tabOf(await client().call('graph.open', { path }));
        store().setState((state) => ({
          ...withOpenTab(state, { ...tab, within }),
          selection: { nodes: [], wires: [] },
          network: null,
          values: new Map(),
        }));
      }),
    unpackSubgraph: (node) =>
      attempt(async () => {
        const path = subgraphFile(get(), node);
        if (path === undefined) return;
        const open = get().tabs.find((tab) => tab.path === path);
        const inner = open?.graph ?? (await client().call('graph.open', { path })).graph;
        const { graph } = get();
        if (!graph?.processes[node]) return;
        const step = unpackSubgraph(graph, node, inner);
        get().applyStep({ label: `Unpack ${nodeTitle(graph.processes[node])}`, edits: step.edits });
        if (step.ids.some((id) => get().graph?.processes[id])) get().select({ nodes: step.ids, wires: [] });
      }),
  };
}
