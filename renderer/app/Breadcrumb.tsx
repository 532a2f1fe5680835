import { ChevronRight } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import { nodeTitle } from '#shared/graph/graph.ts';
import { isUnsaved, tabTitle } from '../session/graphTab.ts';
import { useSession } from '../session/session.ts';
import { trailOf } from '../session/trail.ts';

/** The way into the graph in front, when it is shown inside others; each step leads back (E1). */
export function Breadcrumb() {
  const trail = useSession(useShallow(trailOf));
  const activate = useSession((session) => session.activateGraph);
  if (trail.length < 2) return null;
  return (
    <nav aria-label="Graphs around this one" className="shrink-0 border-b border-line bg-surface px-2">
      <ol className="flex h-8 items-center overflow-x-auto">
        {trail.map((tab, index) => {
          const outer = trail[index - 1];
          const node = tab.within && outer?.graph.processes[tab.within.node];
          const title = node ? nodeTitle(node) : tabTitle(tab);
          const isLast = index === trail.length - 1;
          return (
            <li key={tab.path} className="flex shrink-0 items-center">
              {index > 0 && <ChevronRight size={14} className="text-muted" aria-hidden />}
              <button
                type="button"
                title={tab.path}
                aria-current={isLast ? 'page' : undefined}
                onClick={() => activate(tab.path)}
                className={`flex items-center gap-1.5 rounded-sm px-1.5 py-0.5 hover:bg-hover ${isLast ? 'font-semibold' : 'text-muted'}`}
              >
                {title}
                {isUnsaved(tab) && (
                  <span className="size-1.5 rounded-full bg-warning" role="img" aria-label="unsaved" />
                )}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
