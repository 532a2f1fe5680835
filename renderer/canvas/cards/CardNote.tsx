import { FileWarning, OctagonX } from 'lucide-react';
import { useSession } from '../../session/session.ts';
import { failureText } from '../../failure/failureText.ts';

/** What is wrong with a node, in one line below its card: the last error, or why newer code does not load (S8). */
export function CardNote({ node }: { node: string }) {
  const staleCode = useSession((session) => session.network?.nodes[node]?.staleCode);
  const error = useSession((session) => session.network?.nodes[node]?.lastError);
  const failed = useSession((session) => session.network?.nodes[node]?.failed ?? 0);
  if (staleCode)
    return (
      <Note tone="border-warning bg-warning-soft text-warning" full={staleCode}>
        <FileWarning size={13} className="shrink-0" aria-hidden />
        <span className="truncate">Old code runs: {firstLine(staleCode)}</span>
      </Note>
    );
  if (!error) return null;
  const text = failureText(error);
  return (
    <Note tone="border-danger bg-danger-soft text-danger" full={text}>
      <OctagonX size={13} className="shrink-0" aria-hidden />
      <span className="truncate">{firstLine(text)}</span>
      {failed > 1 && <span className="ml-auto shrink-0 font-semibold tabular-nums">×{failed}</span>}
    </Note>
  );
}

function Note({ tone, full, children }: { tone: string; full: string; children: React.ReactNode }) {
  return (
    <div
      title={full}
      className={`absolute top-full right-0 left-0 mt-1 flex h-6 items-center gap-1.5 rounded-md border px-2 text-xs ${tone}`}
    >
      {children}
    </div>
  );
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!;
}
