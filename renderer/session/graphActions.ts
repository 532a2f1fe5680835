import type { Client } from '#shared/rpc/client.ts';
import { attempting } from './attempting.ts';
import { applyLocalStep, redoStep, tabOf, undoStep, type GraphTab } from './graphTab.ts';
import { commentsOf } from '../graph/comments.ts';
import type { GraphSync } from './graphSync.ts';
import type { SessionState, SessionStore } from './session.ts';
import { enteredBy, trailOf } from './trail.ts';
import { findTab, tabView, withOpenTab, withoutTab, withTab } from './tabs.ts';

type GraphAction =
  | 'openGraph'
  | 'createGraph'
  | 'closeGraph'
  | 'activateGraph'
  | 'applyStep'
  | 'undo'
  | 'redo'
  | 'save'
  | 'resolve';

const nothingSelected = { nodes: [], wires: [] };
/** What belonged to the graph that was in front. */
const emptyFront = { selection: nothingSelected, network: null, values: new Map() };

/** Actions on graph tabs: opening, editing with undo (E3), saving and settling conflicts (G4). */
export function graphActions(
  store: () => SessionStore,
  sync: () => GraphSync,
  client: () => Client,
): Pick<SessionState, GraphAction> {
  const get = (): SessionState => store().getState();

  const edit = (change: (tab: GraphTab) => GraphTab): void => {
    const tab = findTab(get(), get().activePath);
    if (!tab) return;
    if (tab.recovered)
      return get().notify('First choose what to do with the edits that were not saved: restore or discard them.');
    try {
      const changed = change(tab);
      store().setState((state) => ({ ...withTab(state, tab.path, () => changed), ...stillThere(state, changed) }));
    } catch (error) {
      return get().notify(`That no longer fits the graph: ${(error as Error).message}.`);
    }
    void sync().push(tab.path);
  };

  const attempt = attempting(get);

  return {
    openGraph: (path) =>
      attempt(async () => {
        if (findTab(get(), path)) {
          // Opened for itself, it is no longer shown inside another.
          store().setState((state) => withTab(state, path, (tab) => ({ ...tab, within: null })));
          return get().activateGraph(path);
        }
        const opened = await client().call('graph.open', { path });
        store().setState((state) => ({ ...withOpenTab(state, tabOf(opened)), ...emptyFront }));
      }),
    createGraph: (path, name) =>
      attempt(async () => {
        const opened = await client().call('graph.create', { path, name });
        store().setState((state) => ({ ...withOpenTab(state, tabOf(opened)), ...emptyFront }));
        const workspace = await client().call('workspace.info', {});
        store().setState({ workspace });
      }),
    closeGraph: (path) =>
      store().setState((state) => {
        const isShown = trailOf(state).some((tab) => tab.path === path);
        return { ...withoutTab(state, path), ...(isShown ? emptyFront : {}) };
      }),
    activateGraph: (path) => {
      if (get().activePath === path) return;
      // Whoever comes out of a graph finds the node that shows it selected.
      const node = enteredBy(get(), path);
      const selection = node === undefined ? nothingSelected : { nodes: [node], wires: [] };
      store().setState((state) => ({ ...tabView(state.tabs, path), ...emptyFront, selection }));
    },
    applyStep: (step) => {
      if (step.edits.length > 0) edit((tab) => applyLocalStep(tab, step));
    },
    undo: () => edit(undoStep),
    redo: () => edit(redoStep),
    save: (overwrite = false) =>
      attempt(async () => {
        const path = get().activePath;
        if (path === null) return;
        await sync().push(path);
        const result = await client().call('graph.save', { path, overwrite });
        store().setState((state) =>
          withTab(state, path, (tab) =>
            result.saved ? { ...tab, savedRevision: result.revision, conflict: null } : { ...tab, conflict: result },
          ),
        );
      }),
    resolve: (take) =>
      attempt(async () => {
        const path = get().activePath;
        if (path === null) return;
        const opened = await client().call('graph.resolve', { path, take });
        store().setState((state) => withTab(state, path, ({ within }) => tabOf(opened, within)));
      }),
  };
}

/** The selection without what an edit removed. */
function stillThere(state: SessionState, tab: GraphTab): Pick<SessionState, 'selection'> {
  const { nodes, wires, comments = [] } = state.selection;
  const there = new Set(comments.length > 0 ? commentsOf(tab.graph).map(({ id }) => id) : []);
  const kept = nodes.filter((id) => tab.graph.processes[id]);
  const keptComments = comments.filter((id) => there.has(id));
  const isWhole = kept.length === nodes.length && keptComments.length === comments.length;
  return { selection: isWhole ? state.selection : { nodes: kept, wires, comments: keptComments } };
}
