import { ChevronDown, ChevronRight, TriangleAlert } from 'lucide-react';
import type { DiscoveryProblem } from '#shared/actor/actor.ts';
import { useSession } from '../session/session.ts';

interface NamespaceRowProps {
  name: string;
  count: number;
  isOpen: boolean;
  onToggle: (namespace: string) => void;
}

export function NamespaceRow({ name, count, isOpen, onToggle }: NamespaceRowProps) {
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      onClick={() => onToggle(name)}
      className="flex h-full w-full items-center gap-1 px-2 text-left font-medium hover:bg-hover"
    >
      <Chevron size={14} className="shrink-0 text-muted" aria-hidden />
      <span className="truncate">{name}</span>
      <span className="ml-auto pr-1 text-xs font-normal text-muted tabular-nums">{count}</span>
    </button>
  );
}

/** A file that discovery could not read (D8); it leads to the place. */
export function ProblemRow({ problem }: { problem: DiscoveryProblem }) {
  const openFile = useSession((session) => session.openFile);
  const { file, line, message } = problem;
  return (
    <button
      type="button"
      title={`${file}:${line}: ${message}`}
      onClick={() => openFile(file, line)}
      className="flex h-full w-full items-start gap-2 px-3 py-1 text-left text-sm hover:bg-hover"
    >
      <TriangleAlert size={14} className="mt-0.5 shrink-0 text-danger" aria-hidden />
      <span className="min-w-0">
        <span className="block truncate font-medium">
          {file}:{line}
        </span>
        <span className="block truncate text-xs text-muted">{message}</span>
      </span>
    </button>
  );
}
