import { Plus, X } from 'lucide-react';
import { useCommand } from '../commands/commandsContext.ts';
import { isUnsaved, tabTitle } from '../session/graphTab.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { useSession } from '../session/session.ts';
import { trailOf } from '../session/trail.ts';

/** The graphs that are open. */
export function GraphTabs() {
  const tabs = useSession((session) => session.tabs);
  const front = useSession((session) => trailOf(session)[0]?.path);
  const activate = useSession((session) => session.activateGraph);
  const close = useSession((session) => session.closeGraph);
  const newGraph = useCommand('graph.new');
  return (
    <div className="flex h-9 shrink-0 items-stretch overflow-x-auto border-b border-line bg-surface">
      <div role="tablist" aria-label="Open graphs" className="flex">
        {tabs.map((tab) => {
          if (tab.within) return null;
          const isActive = tab.path === front;
          return (
            <div
              key={tab.path}
              role="presentation"
              title={tab.path}
              className={`group flex items-center border-r border-line ${isActive ? 'bg-app shadow-[inset_0_-2px_0_var(--accent)]' : 'text-muted hover:bg-hover'}`}
              onAuxClick={() => close(tab.path)}
            >
              <button
                type="button"
                role="tab"
                aria-selected={isActive}
                className="flex h-full items-center gap-2 pl-3 focus-visible:-outline-offset-2"
                onClick={() => activate(tab.path)}
                onKeyDown={(event) => {
                  if (event.key === 'Delete') close(tab.path);
                }}
              >
                {tabTitle(tab)}
                {isUnsaved(tab) && (
                  <span className="size-1.5 rounded-full bg-warning" role="img" aria-label="unsaved" />
                )}
              </button>
              <button
                type="button"
                // By keyboard: Delete on the tab, or the command.
                aria-hidden
                tabIndex={-1}
                title={`Close ${tabTitle(tab)}`}
                className="mx-1 rounded-sm p-1 text-muted opacity-60 hover:bg-hover group-hover:opacity-100 focus-visible:opacity-100"
                onClick={() => close(tab.path)}
              >
                <X size={12} aria-hidden />
              </button>
            </div>
          );
        })}
      </div>
      <span className="flex items-center px-1">
        <IconButton label="New graph" icon={Plus} onClick={newGraph.run} />
      </span>
    </div>
  );
}
