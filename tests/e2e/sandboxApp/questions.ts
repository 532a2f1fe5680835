import type { LogLevel } from '#shared/actor/logLevel.ts';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { Outcome } from '../../security/attempts/attackBench.ts';
import type { ActorFile, FiringResult } from '../../contract/actorApi/actorBench.ts';

/** What a test asks the program with the sandboxes. */
export type Question =
  | { ask: 'selfTest' }
  /** Makes an attempt to get out; the first one names the secret that another actor keeps as its state. */
  | { ask: 'attempt'; secret: string; runtime: ScriptRuntime; source: string }
  /** Has these files parsed in utility processes; absolute paths. */
  | { ask: 'read'; files: string[]; memory: number; timeLimit: number }
  /** Starts these actors, each in a sandbox of its own, and fires them one after another: index of the actor, JSON texts by port. */
  | { ask: 'fire'; actors: ActorFile[]; firings: [actor: number, inputs: Record<string, string>][] };

/** A question as a line of JSON. Big integers, which JSON has no form for here, travel as their digits. */
export function writeQuestion(question: Question): string {
  return JSON.stringify(question, (_key, value: unknown) =>
    typeof value === 'bigint' ? { bigint: `${value}` } : value,
  );
}

export function readQuestion(line: string): Question {
  return JSON.parse(line, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'bigint' in value ? BigInt(value.bigint as string) : value,
  ) as Question;
}

export interface Answer {
  selfTest?: { works: boolean; reason: string };
  results?: FiringResult[];
  /** Share of the processor, in cores, that all pages together took while the actors worked. */
  processor?: number;
  outcome?: Outcome;
  readings?: { actors: string[]; problems: string[] }[];
  logs?: { level: LogLevel; text: string }[];
  error?: string;
  milliseconds?: number;
}
