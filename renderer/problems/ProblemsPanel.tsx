import { CircleCheck, CircleX, Info, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useMemo } from 'react';
import type { Severity } from '#shared/graph/graphProblem.ts';
import { useSession, useSessionStore } from '../session/session.ts';
import { CopyButton } from '../parts/CopyButton.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { placeWords, problemRows, type ProblemRow } from './problemRows.ts';

const icons: Readonly<Record<Severity, { icon: LucideIcon; color: string }>> = {
  error: { icon: CircleX, color: 'text-danger' },
  warning: { icon: TriangleAlert, color: 'text-warning' },
  info: { icon: Info, color: 'text-accent' },
};

/** What is wrong with the actor files and with the graph in front; each row leads to its place (E7, D8, G7). */
export default function ProblemsPanel() {
  const files = useSession((state) => state.discoveryProblems);
  const graph = useSession((state) => state.graphProblems);
  const path = useSession((state) => state.activePath);
  const rows = useMemo(() => problemRows(files, graph, path ?? ''), [files, graph, path]);
  if (rows.length === 0)
    return (
      <EmptyState icon={CircleCheck} title="No problems">
        What is wrong with an actor file or with the graph is listed here, and each line leads to its place.
      </EmptyState>
    );
  return (
    <ul aria-label="Problems" className="h-full overflow-y-auto py-1">
      {rows.map((row) => (
        <ProblemLine key={row.id} row={row} />
      ))}
    </ul>
  );
}

function ProblemLine({ row }: { row: ProblemRow }) {
  const store = useSessionStore();
  const { icon: Icon, color } = icons[row.severity];
  const place = useSession((state) => placeWords(row, state.graph));
  const follow = () => {
    const { openFile, revealNode, select } = store.getState();
    const { place: to } = row;
    if (to.kind === 'file') openFile(to.file, to.line);
    else if (to.node !== undefined) revealNode(to.node);
    else if (to.wire !== undefined) select({ nodes: [], wires: [to.wire] });
  };
  return (
    <li className="group relative">
      <button
        type="button"
        onClick={follow}
        className="flex w-full items-start gap-2 px-3 py-0.5 text-left outline-offset-[-2px] hover:bg-hover"
      >
        <Icon aria-label={row.severity} role="img" className={`mt-[3px] size-3.5 shrink-0 ${color}`} />
        <span className="min-w-0 grow break-words">
          {row.message}
          {row.fix !== undefined && <span className="text-muted"> {row.fix}</span>}
        </span>
        <span className="max-w-[40%] shrink-0 truncate font-mono text-xs leading-5 text-muted">{place}</span>
      </button>
      <CopyButton
        label="Copy the problem"
        text={() => `${place}: ${row.message}`}
        className="absolute top-0 right-1 h-full bg-surface opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
      />
    </li>
  );
}
