import type { Graph, GraphDependency } from '../graph/graph.ts';
import type { PortType } from '../actor/portType.ts';
import type { GraphProblem } from '../graph/graphProblem.ts';

/** An actor as `list` shows it. */
export interface ListedActor {
  actor_id: string;
  component: string;
  namespace: string;
  runtime: string;
  description: string;
  file_path: string | null;
  inports: string[];
  outports: string[];
  /** True once its code is in a sandbox. */
  loaded: boolean;
}

/** A secret by its name. `usable` is false when another program's keychain sealed it. */
export interface ListedSecret {
  name: string;
  kept: 'keychain' | 'file';
  usable: boolean;
}

/** A port that a graph offers to others or wants of them. */
export interface ComposedInterface {
  name: string;
  process: string;
  port: string;
  type: PortType;
  required: boolean;
}

/** An output of one graph that might feed an input of another; confidence from 0 to 1. */
export interface SuggestedConnection {
  fromGraph: string;
  fromInterface: string;
  toGraph: string;
  toInterface: string;
  confidence: number;
}

/** The graphs of a workspace as one (G6). */
export interface ComposedWorkspace {
  /** Graphs before those that depend on them. `node` is null for one that is part of another. */
  graphs: {
    path: string;
    name: string;
    namespace: string;
    node: string | null;
    dependencies: GraphDependency[];
    provided: ComposedInterface[];
    required: ComposedInterface[];
  }[];
  namespaces: Record<string, string[]>;
  suggestions: SuggestedConnection[];
  problems: GraphProblem[];
  /** Wires go to nodes inside the graphs by their paths. */
  graph: Graph;
}

/** The open workspace. */
export interface WorkspaceInfo {
  name: string;
  /** Absolute path. */
  root: string;
  trusted: boolean;
  graphs: { path: string; name: string }[];
  version: string;
}

/** A graph file that was opened, with edits that no save has taken in. */
export interface OpenedGraph {
  path: string;
  graph: Graph;
  /** Grows by one with every edit. */
  revision: number;
  savedRevision: number;
  problems: GraphProblem[];
  /** Edits in the journal that no save has taken in: offered after a crash (G4). */
  recovered: { edits: number; at: number } | null;
}

/** A save that would overwrite somebody else's change is not made: the other text is returned to be compared (G4). */
export type SaveResult =
  | { saved: true; revision: number }
  | { saved: false; reason: 'changedOnDisk'; diskText: string; mineText: string; mergeable: boolean };
