import type { GraphProblem } from '#shared/rpc/live.ts';

/** A problem as the terminal shows it: how bad, where, what, and on a line of its own what to do. Ends with a line break. */
export function problemText({ severity, node, port, connection, message, fix }: GraphProblem): string {
  const place = connection ?? (port === undefined ? node : `${port} of ${node}`);
  return `${severity}: ${place === undefined ? '' : `${place}: `}${message}\n${fix === undefined ? '' : `  ${fix}\n`}`;
}
