import type { DiscoveryProblem } from '#shared/actor/actor.ts';
import type { Graph } from '#shared/graph/graph.ts';
import type { GraphProblem, Severity } from '#shared/graph/graphProblem.ts';
import { titleIn, wireTitleIn } from '../graph/nodeTitles.ts';

/** One problem as the panel lists it, with the place it leads to. */
export interface ProblemRow {
  id: string;
  severity: Severity;
  message: string;
  fix: string | undefined;
  place:
    | { kind: 'file'; file: string; line: number; column: number }
    | { kind: 'graph'; graph: string; node: string | undefined; wire: string | undefined };
}

const order: readonly Severity[] = ['error', 'warning', 'info'];

/** All problems, the gravest first; within one severity, files before graphs, in their own order. */
export function problemRows(
  files: readonly DiscoveryProblem[],
  graph: readonly GraphProblem[],
  graphName: string,
): ProblemRow[] {
  const rows: ProblemRow[] = [
    ...files.map(({ file, line, column, message }, index) => ({
      id: `file ${index}`,
      severity: 'error' as const,
      message,
      fix: undefined,
      place: { kind: 'file' as const, file, line, column },
    })),
    ...graph.map(({ severity, message, fix, node, connection }, index) => ({
      id: `graph ${index}`,
      severity,
      message,
      fix,
      place: { kind: 'graph' as const, graph: graphName, node, wire: connection },
    })),
  ];
  return rows.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

/** Where a problem is, in words; nodes and wires by their titles in the graph. */
export function placeWords({ place }: ProblemRow, graph: Graph | null): string {
  if (place.kind === 'file') return `${place.file}:${place.line}:${place.column}`;
  const { node, wire } = place;
  const within = node === undefined ? wire && wireTitleIn(graph, wire) : titleIn(graph, node);
  return [place.graph, within].filter((part) => part !== undefined && part !== '').join(' › ');
}
