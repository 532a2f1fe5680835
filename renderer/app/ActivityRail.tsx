import { Blocks, Folder, PanelRight } from 'lucide-react';
import { CircleQuestionMark } from 'lucide-react';
import type { Command } from '../commands/command.ts';
import { useCommand, useCommands } from '../commands/commandsContext.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { bottomPanels } from './panels.tsx';
import {
  usePreferences,
  usePreferencesStore,
  useShowsInspector,
  type SidebarName,
} from '../preferences/preferences.ts';

/** The rail at the left edge: which views show. */
export function ActivityRail() {
  const preferences = usePreferencesStore();
  const sidebar = usePreferences((state) => state.sidebar);
  const showInspector = useShowsInspector();
  const bottomPanel = usePreferences((state) => state.bottomPanel);
  const shortcuts = useCommand('help.shortcuts');
  const commands = useCommands();
  const keysOf = (id: Command['id']): string | undefined => commands.find((command) => command.id === id)?.keys[0];
  const show = (name: SidebarName): void => preferences.setState({ sidebar: sidebar === name ? null : name });
  return (
    <nav
      aria-label="Views"
      className="flex w-10 shrink-0 flex-col items-center gap-1 border-r border-line bg-surface py-2"
    >
      <IconButton
        label="Show palette"
        icon={Blocks}
        side="right"
        keys={keysOf('more.palette')}
        pressed={sidebar === 'Palette'}
        onClick={() => show('Palette')}
      />
      <IconButton
        label="Show files"
        icon={Folder}
        side="right"
        keys={keysOf('more.files')}
        pressed={sidebar === 'Files'}
        onClick={() => show('Files')}
      />
      <span className="my-1 h-px w-5 bg-line" />
      {bottomPanels.map(({ name, icon, shows = name.toLowerCase() }) => (
        <IconButton
          key={name}
          label={`Show ${shows}`}
          icon={icon}
          side="right"
          keys={keysOf(`more.${name.toLowerCase()}`)}
          pressed={bottomPanel === name}
          onClick={() => preferences.setState({ bottomPanel: bottomPanel === name ? null : name })}
        />
      ))}
      <span className="flex-1" />
      <IconButton
        label="Show inspector"
        icon={PanelRight}
        side="right"
        keys={keysOf('more.inspector')}
        pressed={showInspector}
        onClick={() => preferences.setState({ showInspector: !showInspector })}
      />
      <IconButton
        label="Keyboard shortcuts"
        icon={CircleQuestionMark}
        side="right"
        keys={shortcuts.keys[0]}
        onClick={shortcuts.run}
      />
    </nav>
  );
}
