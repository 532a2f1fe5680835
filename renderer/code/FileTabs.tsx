import { FileDiff, FilePlus, Save, X } from 'lucide-react';
import { useRef, type KeyboardEvent } from 'react';
import { useCommand } from '../commands/commandsContext.ts';
import { useSession } from '../session/session.ts';
import { SmallIconButton } from '../parts/SmallIconButton.tsx';
import type { CodeFiles, OpenFile } from './codeFiles.ts';
import { fileName } from './fileLanguage.ts';
import { OpenFileMenu } from './OpenFileMenu.tsx';

interface FileTabsProps {
  files: Pick<CodeFiles, 'activate' | 'save'>;
  open: readonly OpenFile[];
  active: string | null;
  /** Whether the text on disk shows beside the text here. */
  isComparing: boolean;
  onCompare: () => void;
  onClose: (path: string) => void;
}

/** The open files as tabs; a dot says that one has unsaved text. */
export function FileTabs({ files, open, active, isComparing, onCompare, onClose }: FileTabsProps) {
  const notifyError = useSession((state) => state.notifyError);
  const newActor = useCommand('actor.new');
  const list = useRef<HTMLDivElement>(null);
  const current = open.find(({ path }) => path === active);

  const onKeyDown = (event: KeyboardEvent) => {
    const at = open.findIndex(({ path }) => path === active);
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (event.key === 'Delete' && active !== null) return onClose(active);
    const next = open[(at + step + open.length) % open.length];
    if (step === 0 || !next) return;
    event.preventDefault();
    files.activate(next.path);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[open.indexOf(next)]?.focus();
  };

  return (
    <div className="flex h-8 shrink-0 items-stretch border-b border-line bg-surface">
      <div
        ref={list}
        role="tablist"
        aria-label="Open files"
        onKeyDown={onKeyDown}
        className="flex min-w-0 overflow-x-auto"
      >
        {open.map((file) => (
          <Tab
            key={file.path}
            file={file}
            isActive={file.path === active}
            onActivate={() => files.activate(file.path)}
            onClose={() => onClose(file.path)}
          />
        ))}
      </div>
      <span className="grow" />
      <div className="flex items-center gap-0.5 px-1">
        <OpenFileMenu />
        <SmallIconButton icon={FilePlus} label="New actor" onClick={newActor.run} />
        <SmallIconButton
          icon={FileDiff}
          label="Compare with the file on disk"
          aria-pressed={isComparing}
          disabled={!current?.isDirty}
          className={isComparing ? 'bg-accent-soft text-accent' : ''}
          onClick={onCompare}
        />
        <SmallIconButton
          icon={Save}
          label="Save file (Ctrl S)"
          disabled={!current?.isDirty}
          onClick={() => current && files.save(current.path).catch(notifyError)}
        />
      </div>
    </div>
  );
}

function Tab(props: { file: OpenFile; isActive: boolean; onActivate: () => void; onClose: () => void }) {
  const { file, isActive, onActivate, onClose } = props;
  const name = fileName(file.path);
  return (
    <div
      className={`group flex shrink-0 items-center border-r border-line pr-1 ${isActive ? 'bg-raised shadow-[inset_0_2px_0_var(--accent)]' : 'text-muted hover:bg-hover'}`}
    >
      <button
        type="button"
        role="tab"
        aria-selected={isActive}
        aria-label={file.isDirty ? `${name}, unsaved` : name}
        tabIndex={isActive ? 0 : -1}
        title={file.path}
        onClick={onActivate}
        onAuxClick={(event) => event.button === 1 && onClose()}
        className={`h-full pr-1 pl-3 outline-offset-[-2px] ${file.isGone ? 'line-through' : ''}`}
      >
        {name}
      </button>
      <button
        type="button"
        // By keyboard: Delete on the tab.
        aria-hidden
        tabIndex={-1}
        title={file.isDirty ? `Close ${name}; its unsaved text is kept and offered back` : `Close ${name}`}
        onClick={onClose}
        className="relative inline-flex size-5 items-center justify-center rounded hover:bg-hover"
      >
        {file.isDirty && <span aria-hidden className="absolute size-2 rounded-full bg-accent group-hover:hidden" />}
        <X aria-hidden className={`size-3 ${file.isDirty ? 'hidden group-hover:block' : ''}`} />
      </button>
    </div>
  );
}
