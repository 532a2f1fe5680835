import type { PortDefinition, ScriptRuntime } from '#shared/actor/actor.ts';
import type { Metadata } from '#shared/graph/graph.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';

/** What one firing must do, the same in every language unless a language is named. */
export interface ExpectedFiring {
  /** `port=JSON`, in order; messages of a returned mapping have a `<` before them. */
  outputs?: string[];
  logs?: [LogLevel, string][];
  failure?: { type?: string; message?: RegExp; stack?: RegExp; port?: string | null } & Partial<
    Record<ScriptRuntime, { type?: string; message?: RegExp; stack?: RegExp }>
  >;
}

/** One behaviour of the actor API (A1–A7), with an actor in each language that shows it. */
export interface ActorCase {
  /** `[A2] what holds`. */
  title: string;
  python: string;
  javascript: string;
  /** The actor's own file, if it is not `actors/test.actor.py` or `.js`. */
  file?: Partial<Record<ScriptRuntime, string>>;
  /** Other files of the workspace. */
  files?: Record<string, string>;
  inports?: (string | PortDefinition)[];
  outports?: string[];
  config?: Metadata;
  /** Name of the function that discovery found; null for a default export. */
  entry?: string | null;
  /** Inputs (JSON texts by port) of each firing, and what comes of it. */
  firings: [inputs: Record<string, string>, expected: ExpectedFiring][];
}
