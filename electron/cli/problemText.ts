import type { GraphProblem } from '#shared/graph/graphProblem.ts';

/** A problem as the terminal shows it: how bad, in which node, what, and on a line of its own what to do. Ends with a line break. */
export function problemText({ severity, node, message, fix }: GraphProblem): string {
  const isNamed = node === undefined || message.split(/[\s.,:]+/).includes(node);
  return `${severity}: ${isNamed ? '' : `${node}: `}${message}\n${fix === undefined ? '' : `  ${fix}\n`}`;
}
