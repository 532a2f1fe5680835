import { createStore, type StoreApi } from 'zustand/vanilla';
import { nodeLayout } from '#shared/graph/graph.ts';
import type { SessionState, SessionStore } from '../session/session.ts';
import { startLayoutEngine } from './layout/elkWorker.ts';
import { flowComments, flowNodes, flowWires, type FlowNode, type FlowWire } from './flowElements.ts';
import type { Point } from '../graph/point.ts';
import { layoutGraph } from './layout/layoutGraph.ts';
import { movedTo } from './moveInPlace.ts';

type Source = Pick<SessionState, 'graph' | 'components' | 'selection'>;

/** What React Flow shows: places while dragging and measurements live here, everything else follows from the session. */
export interface FlowState {
  /** What of the session it was derived from. */
  readonly source: Source;
  readonly nodes: FlowNode[];
  readonly wires: FlowWire[];
  /** Places of nodes that the graph has none for. They are only shown: opening a graph is no edit of it (G3). */
  readonly placed: ReadonlyMap<string, Point>;
  /** Where elements that are being dragged are shown; see `moveInPlace`. */
  readonly dragged: ReadonlyMap<string, Point>;
}

export type FlowStore = StoreApi<FlowState>;

export function createFlowStore(session: SessionState): FlowStore {
  return createStore<FlowState>()(() =>
    derive(session, { source: session, nodes: [], wires: [], placed: new Map(), dragged: new Map() }),
  );
}

/** Keeps the store in step with the session until the function that is returned is called. */
export function followSession(session: SessionStore, store: FlowStore): () => void {
  let layout: AbortController | undefined;
  const placeBareNodes = (state: SessionState): void => {
    if (layout || !state.graph || state.components.size === 0 || !hasBareNodes(state)) return;
    layout = new AbortController();
    const { signal } = layout;
    places(state, signal).then(
      (placed) => {
        if (!signal.aborted) store.setState((before) => derive(session.getState(), { ...before, placed }));
      },
      (error: unknown) => state.notifyError(error),
    );
  };
  const update = (state: SessionState, before: Source): void => {
    if (isSame(state, before)) return;
    store.setState((flow) => derive(state, flow));
    placeBareNodes(state);
  };
  update(session.getState(), store.getState().source);
  placeBareNodes(session.getState());
  const unsubscribe = session.subscribe(update);
  return () => {
    unsubscribe();
    layout?.abort();
  };
}

function isSame(now: Source, before: Source): boolean {
  return now.graph === before.graph && now.components === before.components && now.selection === before.selection;
}

function derive({ graph, components, selection }: Source, before: FlowState): FlowState {
  const { wires, placed, dragged } = before;
  const source = { graph, components, selection };
  if (!graph) return { source, nodes: [], wires: [], placed, dragged };
  const nodes = dragged.size === 0 ? before.nodes : movedTo(before.nodes, dragged);
  return {
    source,
    nodes: [
      ...flowComments(graph, new Set(selection.comments), nodes),
      ...flowNodes({ graph, components, selected: new Set(selection.nodes), placed }, nodes),
    ],
    wires: flowWires(graph, components, new Set(selection.wires), wires),
    placed,
    dragged,
  };
}

function hasBareNodes({ graph }: SessionState): boolean {
  return Object.values(graph?.processes ?? {}).some((node) => !nodeLayout(node));
}

async function places({ graph, components }: SessionState, signal: AbortSignal): Promise<ReadonlyMap<string, Point>> {
  const engine = startLayoutEngine();
  signal.addEventListener('abort', () => engine.terminateWorker());
  try {
    return await layoutGraph(engine, graph!, components);
  } finally {
    engine.terminateWorker();
  }
}
