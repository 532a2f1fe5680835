import type { Graph } from '#shared/graph/graph.ts';
import { applyEdits, invertEdits, type GraphEdit, type GraphStep } from '#shared/graph/graphEdit.ts';
import { sameGraph } from '#shared/graph/mergeGraphs.ts';
import type { OpenedGraph } from '#shared/rpc/results.ts';
import type { GraphProblem } from '#shared/graph/graphProblem.ts';

/**
 * An open graph in the window. Edits show at once; `pending` are those that the server has not confirmed, and `confirmed` is the
 * graph as the server has it, so that edits made elsewhere slip in below our own. Pure data; each function returns a new tab.
 */
export interface GraphTab {
  readonly path: string;
  readonly graph: Graph;
  readonly confirmed: Graph;
  readonly pending: readonly GraphStep[];
  readonly revision: number;
  readonly savedRevision: number;
  readonly problems: readonly GraphProblem[];
  readonly recovered: OpenedGraph['recovered'];
  /** Steps that can be undone, oldest first, and steps that were undone, latest last (E3). */
  readonly undo: readonly GraphStep[];
  readonly redo: readonly GraphStep[];
  /** A save found another text on disk; the person decides (G4). */
  readonly conflict: FileConflict | null;
  /** The graph and its node inside which this one is shown (E1); null for one that has a tab of its own. */
  readonly within: { readonly path: string; readonly node: string } | null;
}

export interface FileConflict {
  diskText: string;
  mineText: string;
  mergeable: boolean;
}

const longestHistory = 10_000;

export function tabOf(opened: OpenedGraph, within: GraphTab['within'] = null): GraphTab {
  return {
    path: opened.path,
    graph: opened.graph,
    confirmed: opened.graph,
    pending: [],
    revision: opened.revision,
    savedRevision: opened.savedRevision,
    problems: opened.problems,
    recovered: opened.recovered,
    undo: [],
    redo: [],
    conflict: null,
    within,
  };
}

/** The graph's name, else its file's stem. */
export function tabTitle(tab: Pick<GraphTab, 'graph' | 'path'>): string {
  const { name } = tab.graph.properties;
  return typeof name === 'string' && name !== '' ? name : fileStem(tab.path);
}

export function fileStem(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.graph\.(json|ya?ml)$/, '');
}

/** Whether it holds edits that are in no file. */
export function isUnsaved(tab: GraphTab): boolean {
  return tab.pending.length > 0 || tab.revision !== tab.savedRevision;
}

/** @throws EditConflict when the step does not fit the graph */
export function applyLocalStep(tab: GraphTab, step: GraphStep): GraphTab {
  return {
    ...tab,
    graph: applyEdits(tab.graph, step.edits),
    pending: [...tab.pending, step],
    undo: [...tab.undo, step].slice(-longestHistory),
    redo: [],
  };
}

/** @throws EditConflict when the graph was changed elsewhere in that place */
export function undoStep(tab: GraphTab): GraphTab {
  const step = tab.undo.at(-1);
  if (!step) return tab;
  const inverse = { label: `Undo ${step.label}`, edits: invertEdits(step.edits) };
  return {
    ...tab,
    graph: applyEdits(tab.graph, inverse.edits),
    pending: [...tab.pending, inverse],
    undo: tab.undo.slice(0, -1),
    redo: [...tab.redo, step],
  };
}

/** @throws EditConflict when the graph was changed elsewhere in that place */
export function redoStep(tab: GraphTab): GraphTab {
  const step = tab.redo.at(-1);
  if (!step) return tab;
  return {
    ...tab,
    graph: applyEdits(tab.graph, step.edits),
    pending: [...tab.pending, step],
    undo: [...tab.undo, step],
    redo: tab.redo.slice(0, -1),
  };
}

/** The server took the first pending step. */
export function confirmStep(tab: GraphTab, revision: number): GraphTab {
  const [step, ...pending] = tab.pending;
  if (!step) return tab;
  return { ...tab, confirmed: applyEdits(tab.confirmed, step.edits), pending, revision };
}

/**
 * Edits that somebody else made: they go below our pending ones.
 * @throws EditConflict when the two do not fit together; the graph must be opened anew then
 */
export function applyRemoteEdits(tab: GraphTab, edits: readonly GraphEdit[], revision: number): GraphTab {
  const confirmed = applyEdits(tab.confirmed, edits);
  return { ...tab, confirmed, graph: applyPending(confirmed, tab.pending), revision };
}

/**
 * The tab after the graph was opened again, as after a lost connection: pending steps are kept where they still fit. A step that had
 * arrived although its answer was lost is not applied twice.
 * @throws EditConflict when they do not fit
 */
export function reopenTab(tab: GraphTab, opened: OpenedGraph): GraphTab {
  const arrived =
    tab.pending.length > 0 && sameGraph(applyPending(tab.confirmed, tab.pending.slice(0, 1)), opened.graph);
  const pending = arrived ? tab.pending.slice(1) : tab.pending;
  return {
    ...tabOf(opened),
    graph: applyPending(opened.graph, pending),
    pending,
    undo: tab.undo,
    redo: tab.redo,
    conflict: tab.conflict,
    within: tab.within,
  };
}

function applyPending(graph: Graph, pending: readonly GraphStep[]): Graph {
  return pending.reduce((result, step) => applyEdits(result, step.edits), graph);
}
