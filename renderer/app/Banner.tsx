import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** A line below the title bar that stays until what it says is settled. */
export function Banner({ icon: Icon, tone, children }: { icon: LucideIcon; tone: string; children: ReactNode }) {
  return (
    <div className={`flex shrink-0 items-center gap-3 border-b border-line px-3 py-1.5 ${tone}`}>
      <Icon size={16} className="shrink-0" aria-hidden />
      {children}
    </div>
  );
}

/** What can be done about it. */
export function BannerButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      className="shrink-0 rounded-md border border-current px-2 py-0.5 font-medium hover:bg-raised"
      onClick={onClick}
    >
      {children}
    </button>
  );
}
