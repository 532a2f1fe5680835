import { Info, OctagonX, X } from 'lucide-react';
import { useEffect } from 'react';
import { useSession, type Notice } from '../session/session.ts';

const shownFor = 6000;

/** Short messages over the lower edge of the centre, clear of the canvas's toolbar and minimap. News goes away by itself; an error stays until it is closed. */
export function Notices() {
  const notices = useSession((session) => session.notices);
  return (
    <div
      role="log"
      aria-label="Notices"
      className="pointer-events-none absolute right-3 bottom-36 z-30 flex max-h-[calc(100%-9.5rem)] w-96 max-w-[calc(100%-1.5rem)] flex-col gap-2 overflow-y-auto *:pointer-events-auto empty:hidden"
    >
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard({ notice }: { notice: Notice }) {
  const dismiss = useSession((session) => session.dismissNotice);
  const isError = notice.kind === 'error';
  useEffect(() => {
    if (isError) return;
    const timer = setTimeout(() => dismiss(notice.id), shownFor);
    return () => clearTimeout(timer);
  }, [dismiss, isError, notice.id]);
  const Icon = isError ? OctagonX : Info;
  return (
    <div
      role={isError ? 'alert' : 'status'}
      className={`flex items-start gap-2 rounded-lg border bg-raised px-3 py-2 shadow-raised ${isError ? 'border-danger' : 'border-line-strong'}`}
    >
      <Icon size={16} className={`mt-0.5 shrink-0 ${isError ? 'text-danger' : 'text-accent'}`} aria-hidden />
      <p className="min-w-0 flex-1 break-words">{notice.text}</p>
      <button
        type="button"
        aria-label="Dismiss"
        className="rounded-sm p-0.5 hover:bg-hover"
        onClick={() => dismiss(notice.id)}
      >
        <X size={14} aria-hidden />
      </button>
    </div>
  );
}
