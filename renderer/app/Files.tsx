import { FilePlus2, FileCode, Plus, Workflow } from 'lucide-react';
import { useCommand } from '../commands/commandsContext.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { useSession } from '../session/session.ts';

/** The workspace's graphs and actor files. */
export function Files() {
  const workspace = useSession((session) => session.workspace);
  const components = useSession((session) => session.components);
  const activePath = useSession((session) => session.activePath);
  const codePath = useSession((session) => session.code?.path);
  const openGraph = useSession((session) => session.openGraph);
  const openFile = useSession((session) => session.openFile);
  const newGraph = useCommand('graph.new');
  const newActor = useCommand('actor.new');
  const files = [
    ...new Set([...components.values()].flatMap(({ file, kind }) => (file === null || kind === 'graph' ? [] : [file]))),
  ].toSorted();
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-9 shrink-0 items-center gap-1 border-b border-line pr-1 pl-3">
        <h2 className="mr-auto truncate font-semibold" title={workspace?.root}>
          {workspace?.name ?? 'Files'}
        </h2>
        <IconButton label="New graph" icon={Plus} onClick={newGraph.run} />
        <IconButton label="New actor" icon={FilePlus2} onClick={newActor.run} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto py-1">
        <h3 className="px-3 py-1 text-xs text-muted">Graphs</h3>
        {workspace?.graphs.map(({ path, name }) => (
          <FileRow
            key={path}
            icon={Workflow}
            text={name}
            title={path}
            isActive={path === activePath}
            onOpen={() => void openGraph(path)}
          />
        ))}
        <h3 className="px-3 pt-3 pb-1 text-xs text-muted">Actors</h3>
        {files.map((file) => (
          <FileRow
            key={file}
            icon={FileCode}
            text={file}
            title={file}
            isActive={file === codePath}
            onOpen={() => openFile(file)}
          />
        ))}
      </div>
    </div>
  );
}

interface FileRowProps {
  icon: typeof FileCode;
  text: string;
  title: string;
  isActive: boolean;
  onOpen: () => void;
}

function FileRow({ icon: Icon, text, title, isActive, onOpen }: FileRowProps) {
  return (
    <button
      type="button"
      title={title}
      aria-current={isActive ? 'true' : undefined}
      className={`flex h-7 w-full items-center gap-2 px-3 text-left focus-visible:-outline-offset-2 ${isActive ? 'bg-accent-soft' : 'hover:bg-hover'}`}
      onClick={onOpen}
    >
      <Icon size={14} className="shrink-0 text-muted" aria-hidden />
      <span className="truncate">{text}</span>
    </button>
  );
}
