/** How bad a problem is; only errors can keep a graph from running (`preventsRun`). */
export type Severity = 'error' | 'warning' | 'info';

/** G7: one thing that is wrong with a graph. */
export interface GraphProblem {
  severity: Severity;
  node?: string;
  port?: string;
  /** `connectionName` of the wire. */
  connection?: string;
  message: string;
  /** What to do about it. */
  fix?: string;
}
