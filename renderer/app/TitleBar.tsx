import { CirclePause, Command as CommandIcon, Play, Redo2, Save, Square, StepForward, Undo2 } from 'lucide-react';
import { CommandButton } from '../commands/CommandButton.tsx';
import { isUnsaved, tabTitle } from '../session/graphTab.ts';
import { useSession } from '../session/session.ts';
import { StatusReadout } from './StatusReadout.tsx';
import { ThemeMenu } from '../preferences/ThemeMenu.tsx';

/** The bar at the top: which graph, is it saved, run it, how it goes. */
export function TitleBar() {
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 border-b border-line bg-surface px-3">
      <GraphName />
      <div className="flex">
        <CommandButton id="graph.save" icon={Save} label="Save" />
        <CommandButton id="edit.undo" icon={Undo2} label="Undo" />
        <CommandButton id="edit.redo" icon={Redo2} label="Redo" />
      </div>
      <RunControls />
      <span className="flex-1" />
      <StatusReadout />
      <div className="flex">
        <CommandButton id="view.commandPalette" icon={CommandIcon} label="All commands" />
        <ThemeMenu />
      </div>
    </header>
  );
}

function GraphName() {
  const name = useSession((session) => {
    const tab = session.tabs.find(({ path }) => path === session.activePath);
    return tab ? tabTitle(tab) : (session.workspace?.name ?? 'Reflow Studio');
  });
  const unsaved = useSession((session) => {
    const tab = session.tabs.find(({ path }) => path === session.activePath);
    return tab !== undefined && isUnsaved(tab);
  });
  return (
    <div className="flex min-w-0 items-center gap-2">
      <img src="./icon.svg" alt="" className="size-5 shrink-0" />
      <h1 className="max-w-48 min-w-10 truncate font-semibold">{name}</h1>
      {unsaved && (
        <span className="flex shrink-0 items-center gap-1 text-sm text-muted">
          <span className="size-2 rounded-full bg-warning" aria-hidden />
          unsaved
        </span>
      )}
    </div>
  );
}

function RunControls() {
  const isPaused = useSession((session) => session.network?.state === 'paused');
  const isTrusted = useSession((session) => session.workspace?.trusted ?? false);
  const hint = isTrusted ? undefined : 'This workspace is not trusted, so nothing in it runs.';
  return (
    <div role="toolbar" aria-label="Run controls" className="flex gap-1">
      <CommandButton
        id="run.start"
        icon={Play}
        label="Run"
        text={isPaused ? 'Go on' : 'Run'}
        tone="accent"
        hint={hint}
      />
      <CommandButton id="run.pause" icon={CirclePause} label="Pause" />
      <CommandButton id="run.step" icon={StepForward} label="Step" />
      <CommandButton id="run.stop" icon={Square} label="Stop" />
    </div>
  );
}
