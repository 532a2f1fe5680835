/**
 * The session: one zustand store with what the window shows and the actions that change it. Components read it with
 * `useSession(selector)`; a selector returns a stored value, never a new object, so that only its own changes render.
 *
 * - `activePath`, `graph`, `graphProblems`, `network`, `values` belong to the graph tab in front; they are null or empty without one.
 * - Live data (`network`, `values`) arrives coalesced to animation frames. `values` is keyed by `valueKey(node, port)`; `count` is how many
 *   messages have passed since the window began to watch.
 * - `applyStep` is the only way to edit a graph: it shows the step at once, makes it undoable, and sends it to the server.
 * - `openFile` shows a file of the workspace in the Code panel, which reads `code`; `code.request` grows with every request, so that
 *   asking for the same line again is seen.
 * - `revealNode` selects a node and brings it into view; rows of the panels lead to their node with it (E7).
 * - `notify` shows a short message; use `notifyError` for what a call threw.
 */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { ComponentDescription, DiscoveryProblem } from '#shared/actor/actor.ts';
import type { Graph } from '#shared/graph/graph.ts';
import type { GraphStep } from '#shared/graph/graphEdit.ts';
import type { WorkspaceInfo } from '#shared/rpc/results.ts';
import type { GraphProblem } from '#shared/graph/graphProblem.ts';
import type { ValuePreview } from '#shared/message/preview.ts';
import type { BreakpointStatus } from '#shared/rpc/live/debugging.ts';
import type { NetworkStatus } from '#shared/rpc/live/networkStatus.ts';
import type { SystemStatus } from '#shared/rpc/live/system.ts';
import type { GraphTab } from './graphTab.ts';

/** What is selected on the canvas. */
export interface Selection {
  /** Node ids. */
  readonly nodes: readonly string[];
  /** `connectionName`s. */
  readonly wires: readonly string[];
  /** Ids of comments. */
  readonly comments?: readonly string[];
}

/** The last value that left an outport. */
export interface LiveValue {
  readonly preview: ValuePreview;
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

/** Something that is said once, at the edge of the window. */
export interface Notice {
  readonly id: number;
  readonly kind: 'info' | 'error';
  readonly text: string;
}

/** A request to show a file; `line` counts from 1. */
export interface CodeTarget {
  readonly path: string;
  readonly line: number | null;
  readonly request: number;
}

/** What the window knows of its workspace, and what it can do in it. */
export interface SessionState {
  readonly connection: 'connecting' | 'connected' | 'disconnected';
  /** Why the connection was lost; null while there is one. */
  readonly connectionProblem: string | null;
  readonly workspace: WorkspaceInfo | null;
  readonly system: SystemStatus | null;
  /** Everything that can be placed, by `ComponentDescription.id`. */
  readonly components: ReadonlyMap<string, ComponentDescription>;
  readonly discoveryProblems: readonly DiscoveryProblem[];

  readonly tabs: readonly GraphTab[];
  readonly activePath: string | null;
  readonly graph: Graph | null;
  readonly graphProblems: readonly GraphProblem[];
  readonly selection: Selection;
  readonly network: NetworkStatus | null;
  readonly values: ReadonlyMap<string, LiveValue>;
  /** Breakpoints by `connectionName` (N7). */
  readonly breakpoints: ReadonlyMap<string, BreakpointStatus>;
  /** The nodes of the graph in front whose values are shown where they can be read; null while all are wanted. */
  readonly inSight: readonly string[] | null;

  readonly code: CodeTarget | null;
  /** The node to bring into view; a new object for each request. */
  readonly revealed: { readonly node: string } | null;
  readonly notices: readonly Notice[];

  openGraph(path: string): Promise<void>;
  createGraph(path: string, name: string): Promise<void>;
  closeGraph(path: string): void;
  activateGraph(path: string): void;
  /** Does nothing, and says why in a notice, where the graph cannot be edited or the step does not fit. */
  applyStep(step: GraphStep): void;
  undo(): void;
  redo(): void;
  save(overwrite?: boolean): Promise<void>;
  resolve(take: 'recovered' | 'disk' | 'mine' | 'merged'): Promise<void>;

  selectNode(id: string): void;
  select(selection: Selection): void;
  /** Selects a node and brings it into view; for a node inside it, the one that holds that. */
  revealNode(id: string): void;

  /** Makes a graph of the selected nodes beside this one, and puts a node of it in their place. */
  makeSubgraph(name: string): Promise<void>;
  /** Shows what a node's graph holds, in the place of the graph around it. */
  enterSubgraph(node: string): Promise<void>;
  /** Puts what a node's graph holds in its place. */
  unpackSubgraph(node: string): Promise<void>;

  run(): Promise<void>;
  pause(): Promise<void>;
  step(): Promise<void>;
  /** @param kill running messages are not waited for */
  stop(kill?: boolean): Promise<void>;
  /** Sets a breakpoint on a wire, or takes it away: what it holds goes on then. */
  toggleBreakpoint(wire: string): Promise<void>;
  trust(): Promise<void>;

  openFile(path: string, line?: number): void;
  closeCode(): void;
  notify(text: string): void;
  notifyError(error: unknown): void;
  dismissNotice(id: number): void;
}

/** The session, and who follows it. */
export type SessionStore = StoreApi<SessionState>;

/** How many things are selected. */
export function selectedCount({ nodes, wires, comments = [] }: Selection): number {
  return nodes.length + wires.length + comments.length;
}

/** The key of a port in `values`. */
export function valueKey(node: string, port: string): string {
  return `${node}.${port}`;
}

const SessionContext = createContext<SessionStore | null>(null);

export const SessionProvider = SessionContext.Provider;

/** The store itself, for reading in event handlers without subscribing. */
export function useSessionStore(): SessionStore {
  const store = useContext(SessionContext);
  if (!store) throw new Error('useSession needs a SessionProvider around it');
  return store;
}

/** A part of the session, followed; the component renders when that part changes, and only then. */
export function useSession<T>(selector: (state: SessionState) => T): T {
  return useStore(useSessionStore(), selector);
}
