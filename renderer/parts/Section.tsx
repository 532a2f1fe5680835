import { ChevronRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';

const storageKey = (title: string) => `reflow.section:${title}`;

/** A part of the inspector that opens and closes, and remembers. What is inside exists only while it is open. */
export function Section(props: { title: string; aside?: ReactNode; startsOpen?: boolean; children: ReactNode }) {
  const { title, aside, startsOpen = false, children } = props;
  const [open, setOpen] = useState(() => {
    const remembered = localStorage.getItem(storageKey(title));
    return remembered === null ? startsOpen : remembered === 'open';
  });
  const toggle = () => {
    localStorage.setItem(storageKey(title), open ? 'closed' : 'open');
    setOpen(!open);
  };
  return (
    <section aria-label={title} className="border-t border-line">
      <h3 className="flex items-center">
        <button
          type="button"
          aria-expanded={open}
          onClick={toggle}
          className="flex h-8 grow cursor-pointer items-center gap-1 px-2 text-left font-medium hover:bg-hover"
        >
          <ChevronRight aria-hidden className={`size-3.5 text-muted ${open ? 'rotate-90' : ''}`} />
          {title}
          {aside !== undefined && <span className="ml-auto text-xs font-normal text-muted">{aside}</span>}
        </button>
      </h3>
      {open && <div className="pb-2">{children}</div>}
    </section>
  );
}
