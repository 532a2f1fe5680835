import { Copy, FolderOpen, FolderPlus, History, Plus, Sparkles, Workflow, type LucideIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { DesktopBridge } from '#shared/desktop/desktopBridge.ts';
import { exampleWorkspaces, type ExampleName } from '#shared/desktop/examples.ts';
import type { WorkspaceInfo } from '#shared/rpc/results.ts';
import { desktopBridge } from '../rpc/connect.ts';
import { useCommand } from '../commands/commandsContext.ts';
import { copyText } from '../parts/copyText.ts';
import { useSession } from '../session/session.ts';

const recentShown = 5;

interface WelcomeChoicesProps {
  workspace: WorkspaceInfo;
  /** Told once something was chosen. */
  onChosen?: () => void;
}

/** Where a person can go (E9): the workspace's graphs, a new one, the examples and, on the desktop, other workspaces. */
export function WelcomeChoices({ workspace, onChosen }: WelcomeChoicesProps) {
  const openGraph = useSession((session) => session.openGraph);
  const newGraph = useCommand('graph.new');
  const bridge = desktopBridge();
  const then = (work: () => unknown) => () => {
    onChosen?.();
    void work();
  };
  return (
    <>
      {workspace.graphs.map(({ path, name }) => (
        <Choice key={path} icon={Workflow} text={name} detail={path} onClick={then(() => openGraph(path))} />
      ))}
      <Choice icon={Plus} text="New graph" detail="An empty canvas" onClick={then(newGraph.run)} />
      <Heading>Examples</Heading>
      {bridge
        ? exampleWorkspaces.map(({ name, title, description }) => (
            <Choice
              key={name}
              icon={Sparkles}
              text={title}
              detail={description}
              onClick={then(() => bridge.openExampleWorkspace(name))}
            />
          ))
        : exampleWorkspaces.map((example) => <ExampleCommand key={example.name} {...example} />)}
      {bridge && <OtherWorkspaces bridge={bridge} then={then} />}
    </>
  );
}

interface OtherWorkspacesProps {
  bridge: DesktopBridge;
  then: (work: () => unknown) => () => void;
}

function OtherWorkspaces({ bridge, then }: OtherWorkspacesProps) {
  const [recent, setRecent] = useState<readonly string[]>([]);
  useEffect(() => {
    void bridge.recentWorkspaces().then(setRecent, () => setRecent([]));
  }, [bridge]);
  return (
    <>
      <Heading>Workspaces</Heading>
      <Choice
        icon={FolderPlus}
        text="New workspace…"
        detail="An empty folder"
        onClick={then(() => bridge.newWorkspace())}
      />
      <Choice
        icon={FolderOpen}
        text="Open a folder…"
        detail="Opening runs nothing"
        onClick={then(() => bridge.openWorkspaceDialog())}
      />
      {recent.slice(0, recentShown).map((folder) => (
        <Choice
          key={folder}
          icon={History}
          text={folder.slice(folder.search(/[^/\\]*$/))}
          detail={folder}
          onClick={then(() => bridge.openRecentWorkspace(folder))}
        />
      ))}
    </>
  );
}

/** A page in a browser shows one workspace and cannot make another, so it hands over the command that does. */
function ExampleCommand({ name, title, description }: { name: ExampleName; title: string; description: string }) {
  const notify = useSession((session) => session.notify);
  const command = `reflow-studio new my-${name} --example ${name}`;
  const copy = async (): Promise<void> => {
    try {
      await copyText(command);
      notify(`Copied “${command}”. It makes a workspace of its own; run it in a terminal.`);
    } catch {
      notify(`Run “${command}” in a terminal: it makes a workspace of its own.`);
    }
  };
  return (
    <Choice
      icon={Sparkles}
      end={Copy}
      text={title}
      detail={description}
      title={`Copy the command that makes it: ${command}`}
      onClick={() => void copy()}
    />
  );
}

function Heading({ children }: { children: string }) {
  return <h3 className="mt-4 mb-1 px-3 text-sm text-muted">{children}</h3>;
}

interface ChoiceProps {
  icon: LucideIcon;
  text: string;
  detail: string;
  title?: string;
  end?: LucideIcon;
  onClick: () => void;
}

function Choice({ icon: Icon, text, detail, title, end: End, onClick }: ChoiceProps) {
  return (
    <button
      type="button"
      title={title ?? detail}
      className="flex w-full items-center gap-3 rounded-lg px-3 py-1.5 text-left hover:bg-hover"
      onClick={onClick}
    >
      <Icon size={18} className="shrink-0 text-accent" aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{text}</span>
        <span className="block truncate text-sm text-muted">{detail}</span>
      </span>
      {End && <End size={15} className="shrink-0 text-muted" aria-hidden />}
    </button>
  );
}
