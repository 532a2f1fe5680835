import { FolderOpen, History, Plus, Sparkles, Workflow, type LucideIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { desktopBridge } from '../rpc/connect.ts';
import { useCommand } from './commandsContext.ts';
import { useSession } from './session.ts';

const recentShown = 5;

/** What shows while no graph is open (E9): the workspace's graphs, a new one, and, on the desktop, other workspaces. */
export function Welcome() {
  const workspace = useSession((session) => session.workspace);
  const connection = useSession((session) => session.connection);
  const openGraph = useSession((session) => session.openGraph);
  const newGraph = useCommand('graph.new');
  if (!workspace)
    return (
      <div className="flex h-full items-center justify-center text-muted" role="status">
        {connection === 'disconnected' ? 'Waiting for the server…' : 'Opening the workspace…'}
      </div>
    );
  return (
    <div className="flex h-full items-center justify-center overflow-y-auto p-8">
      <div className="w-full max-w-md">
        <h2 className="text-[22px] leading-8 font-semibold">{workspace.name}</h2>
        <p className="mb-6 text-muted">
          {workspace.graphs.length === 0
            ? 'There is no graph in this workspace yet. A graph wires actors together; make one and drag actors onto it.'
            : 'Open a graph to see what flows through it.'}
        </p>
        {workspace.graphs.map(({ path, name }) => (
          <Choice key={path} icon={Workflow} text={name} detail={path} onClick={() => void openGraph(path)} />
        ))}
        <Choice icon={Plus} text="New graph" detail="An empty canvas" onClick={newGraph.run} />
        <DesktopChoices />
      </div>
    </div>
  );
}

function DesktopChoices() {
  const bridge = desktopBridge();
  const [recent, setRecent] = useState<readonly string[]>([]);
  useEffect(() => {
    void bridge?.recentWorkspaces().then(setRecent, () => setRecent([]));
  }, [bridge]);
  if (!bridge) return null;
  return (
    <>
      <h3 className="mt-6 mb-1 text-sm text-muted">Other workspaces</h3>
      <Choice icon={FolderOpen} text="Open a folder…" onClick={() => void bridge.openWorkspaceDialog()} />
      <Choice icon={Sparkles} text="Open the example" onClick={() => void bridge.openExampleWorkspace()} />
      {recent.slice(0, recentShown).map((folder) => (
        <Choice key={folder} icon={History} text={folder} onClick={() => void bridge.openRecentWorkspace(folder)} />
      ))}
    </>
  );
}

interface ChoiceProps {
  icon: LucideIcon;
  text: string;
  detail?: string;
  onClick: () => void;
}

function Choice({ icon: Icon, text, detail, onClick }: ChoiceProps) {
  return (
    <button
      type="button"
      className="flex w-full items-center gap-3 rounded-lg px-3 py-2 text-left hover:bg-hover"
      onClick={onClick}
    >
      <Icon size={18} className="shrink-0 text-accent" aria-hidden />
      <span className="truncate font-medium">{text}</span>
      {detail && <span className="ml-auto truncate text-sm text-muted">{detail}</span>}
    </button>
  );
}
