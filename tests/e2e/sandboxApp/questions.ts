import type { LogLevel } from '#shared/rpc/live.ts';
import type { ActorFile, FiringResult } from '../../contract/actorApi/actorBench.ts';

/** What a test asks the program with the sandboxes. */
export type Question =
  | { ask: 'selfTest' }
  /** Starts these actors, each in a sandbox of its own, and fires them one after another: index of the actor, JSON texts by port. */
  | { ask: 'fire'; actors: ActorFile[]; firings: [actor: number, inputs: Record<string, string>][] };

export interface Answer {
  selfTest?: { works: boolean; reason: string };
  results?: FiringResult[];
  logs?: { level: LogLevel; text: string }[];
  error?: string;
  milliseconds?: number;
}
