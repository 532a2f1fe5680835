import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** What an empty panel shows: what will appear here and how (UI.md). */
export function EmptyState({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children: ReactNode }) {
  return (
    <div className="flex h-full min-h-24 flex-col items-center justify-center gap-1 p-6 text-center text-muted">
      <Icon aria-hidden className="mb-1 size-5 shrink-0" strokeWidth={1.5} />
      <p className="font-medium text-ink">{title}</p>
      <div className="max-w-80 text-balance">{children}</div>
    </div>
  );
}
