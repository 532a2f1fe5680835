import { bottomPanelNames, showsInspector, themeChoices, type ThemeChoice } from '../preferences/preferences.ts';
import type { SessionState } from '../session/session.ts';
import { trailOf } from '../session/trail.ts';
import { commandsOf, type Command } from './command.ts';
import type { CommandHost } from './commandHost.ts';
import { hasGraph } from './conditions.ts';

/** What shows, and where the keyboard is. */
export function viewCommands({ session, preferences, canvas, openDialog }: CommandHost): Command[] {
  const state = session.getState;
  const command = commandsOf('View');
  return [
    command('more.snap', 'Snap to grid', ['Shift+G'], () =>
      preferences.setState(({ snapToGrid }) => ({ snapToGrid: !snapToGrid })),
    ),
    command('more.minimap', 'Show or hide the minimap', ['Shift+M'], () =>
      preferences.setState(({ showMinimap }) => ({ showMinimap: !showMinimap })),
    ),
    command('view.commandPalette', 'All commands…', ['Mod+K', 'F1'], () => openDialog('commands'), {
      scope: 'first',
    }),
    command('view.quickAdd', 'Add a node…', ['Space'], () => canvas.current?.quickAdd(), {
      scope: 'canvas',
      isEnabled: hasGraph,
    }),
    command('view.code', 'Open the code of the node', ['Mod+E'], () => toggleCode(state()), {
      scope: 'anywhere',
    }),
    command('view.fit', 'Fit view', ['1'], () => canvas.current?.fitView(), {
      scope: 'canvas',
      isEnabled: hasGraph,
    }),
    command('more.zoomIn', 'Zoom in', ['+', '='], () => canvas.current?.zoomIn(), { scope: 'canvas' }),
    command('more.zoomOut', 'Zoom out', ['-'], () => canvas.current?.zoomOut(), { scope: 'canvas' }),
    command('more.focusCanvas', 'Go to the canvas', ['Mod+0'], () => canvas.current?.focus(), {
      scope: 'anywhere',
      isEnabled: hasGraph,
    }),
    command('more.palette', 'Show or hide the palette', ['Mod+Shift+P'], () =>
      preferences.setState(({ sidebar }) => ({ sidebar: sidebar === 'Palette' ? null : 'Palette' })),
    ),
    command('more.files', 'Show or hide files', ['Mod+Shift+F'], () =>
      preferences.setState(({ sidebar }) => ({ sidebar: sidebar === 'Files' ? null : 'Files' })),
    ),
    command('more.inspector', 'Show or hide the inspector', ['Mod+I'], () =>
      preferences.setState((state) => ({ showInspector: !showsInspector(state) })),
    ),
    ...bottomPanelNames.map((name, index) =>
      command(`more.${name.toLowerCase()}`, `Show ${name.toLowerCase()}`, [`Alt+${index + 1}`], () =>
        preferences.setState(({ bottomPanel }) => ({ bottomPanel: bottomPanel === name ? null : name })),
      ),
    ),
    command('more.legend', 'Show or hide the legend of ports', ['Shift+K'], () => canvas.current?.toggleLegend(), {
      isEnabled: hasGraph,
    }),
    command('more.nextGraph', 'Next graph', ['Alt+PageDown'], () => goToGraph(state(), 1), {
      scope: 'anywhere',
      isEnabled: hasOtherGraphs,
    }),
    command('more.previousGraph', 'Previous graph', ['Alt+PageUp'], () => goToGraph(state(), -1), {
      scope: 'anywhere',
      isEnabled: hasOtherGraphs,
    }),
    command('more.searchPalette', 'Search the palette', ['/'], () => {
      preferences.setState({ sidebar: 'Palette' });
      focusRegion('Palette');
    }),
    command('more.focusInspector', 'Go to the inspector', ['Alt+I'], () => {
      preferences.setState({ showInspector: true });
      focusRegion('Inspector');
    }),
    command('view.theme', 'Switch theme', [], () => preferences.setState(({ theme }) => ({ theme: nextTheme(theme) }))),
    ...themeChoices.map(({ value, label }) =>
      command(`more.theme.${value}`, `Theme: ${label.toLowerCase()}`, [], () => preferences.setState({ theme: value })),
    ),
  ];
}

function nextTheme(theme: ThemeChoice): ThemeChoice {
  const at = themeChoices.findIndex(({ value }) => value === theme);
  return themeChoices[(at + 1) % themeChoices.length]!.value;
}

/** Gives the keyboard to the first field of a region, else to its first button, once it shows. */
function focusRegion(name: string): void {
  requestAnimationFrame(() => {
    const region = document.querySelector(`section[aria-label="${name}"]`);
    (region?.querySelector<HTMLElement>('input, select, textarea') ?? region?.querySelector('button'))?.focus();
  });
}

function hasOtherGraphs({ tabs }: SessionState): boolean {
  return tabs.filter(({ within }) => !within).length > 1;
}

/** Brings the tab after the one in front to the front, or the one before it. */
function goToGraph(session: SessionState, step: 1 | -1): void {
  const tabs = session.tabs.filter(({ within }) => !within);
  const at = tabs.findIndex(({ path }) => path === trailOf(session)[0]?.path);
  const next = tabs.at((at + step) % tabs.length);
  if (next) session.activateGraph(next.path);
}

/** Shows the selected node's file; closes the editor when that shows already. */
function toggleCode(session: SessionState): void {
  const { graph, selection, components, code, openFile, closeCode } = session;
  const [id] = selection.nodes;
  const component = id === undefined ? undefined : components.get(graph?.processes[id]?.component ?? '');
  if (id !== undefined && component?.kind === 'graph') return void session.enterSubgraph(id);
  if (component?.file && component.file !== code?.path) openFile(component.file, component.line ?? undefined);
  else if (code) closeCode();
}
