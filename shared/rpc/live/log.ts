import type { LogLevel } from '../../actor/logLevel.ts';

/** A5. */
export interface LogRecord {
  /** The node, or the actor of a direct `process` call. */
  actorId: string;
  /** The graph that the node belongs to; null for a direct call. */
  graph: string | null;
  level: LogLevel;
  text: string;
  timestamp: number;
}
