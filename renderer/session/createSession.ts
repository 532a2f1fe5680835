import { createStore } from 'zustand/vanilla';
import type { Client } from '#shared/rpc/client.ts';
import { placedIn } from '../graph/nodeTitles.ts';
import { graphActions } from './graphActions.ts';
import { GraphSync } from './graphSync.ts';
import { runActions } from './runActions.ts';
import type { SessionState, SessionStore } from './session.ts';
import { subgraphActions } from './subgraphActions.ts';

/** The store of a window, and what keeps it in step with the server. */
export interface Session {
  readonly store: SessionStore;
  readonly sync: GraphSync;
}

const longestNotices = 5;

/**
 * Makes a session. `client` answers the client of the present connection: edits go over it, since they are sent again by themselves.
 * `caller` answers one that outlives connections, for what a person asks for.
 */
export function createSession(client: () => Client, caller: () => Client = client): Session {
  let nextNotice = 1;
  let nextRequest = 1;
  const store: SessionStore = createStore<SessionState>()((set, get) => ({
    connection: 'connecting',
    connectionProblem: null,
    workspace: null,
    system: null,
    components: new Map(),
    discoveryProblems: [],
    tabs: [],
    activePath: null,
    graph: null,
    graphProblems: [],
    selection: { nodes: [], wires: [] },
    network: null,
    values: new Map(),
    breakpoints: new Map(),
    inSight: null,
    code: null,
    revealed: null,
    notices: [],

    ...graphActions(
      () => store,
      () => sync,
      caller,
    ),
    ...runActions(
      () => store,
      () => sync,
      caller,
    ),

    ...subgraphActions(() => store, caller),

    selectNode: (id) => set({ selection: { nodes: [id], wires: [] } }),
    select: (selection) => set({ selection }),
    revealNode: (id) => {
      const node = placedIn(get().graph, id);
      if (node !== undefined) set({ selection: { nodes: [node], wires: [] }, revealed: { node } });
    },
    openFile: (path, line) => set({ code: { path, line: line ?? null, request: nextRequest++ } }),
    closeCode: () => set({ code: null }),
    notify: (text) => set(({ notices }) => ({ notices: added(notices, { id: nextNotice++, kind: 'info', text }) })),
    notifyError: (error) => {
      const text = error instanceof Error ? error.message : String(error);
      set(({ notices }) => ({ notices: added(notices, { id: nextNotice++, kind: 'error', text }) }));
    },
    dismissNotice: (id) => set(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
  }));
  const sync = new GraphSync(store, client);
  return { store, sync };
}

/** The newest notices; the same text is not shown twice at once. */
function added(notices: SessionState['notices'], notice: SessionState['notices'][number]): SessionState['notices'] {
  return [...notices.filter(({ text }) => text !== notice.text), notice].slice(-longestNotices);
}
