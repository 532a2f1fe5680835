import type { RefObject } from 'react';
import type { CanvasHandle } from '../graph/canvasHandle.ts';
import {
  bypassSelection,
  deleteSelection,
  disableSelection,
  duplicateSelection,
  foldSelection,
  groupSelection,
  selectAll,
  selectedDisplays,
} from '../graph/selectionActions.ts';
import type { Command, Scope } from './command.ts';
import type { NodeClipboard } from './nodeClipboard.ts';
import { newGuide } from '../guide/guideSteps.ts';
import { bottomPanels } from './panels.tsx';
import { themeChoices, type PreferencesStore, type ThemeChoice } from './preferences.ts';
import type { SessionState, SessionStore } from './session.ts';
import { subgraphFile } from './subgraphActions.ts';
import { trailOf } from './trail.ts';

export type DialogName = 'commands' | 'shortcuts' | 'newGraph' | 'newActor' | 'subgraph' | 'welcome' | 'secrets';

export interface CommandHost {
  readonly session: SessionStore;
  readonly preferences: PreferencesStore;
  readonly canvas: RefObject<CanvasHandle | null>;
  readonly clipboard: NodeClipboard;
  openDialog(name: DialogName): void;
}

const always = (): boolean => true;
const hasGraph = (session: SessionState): boolean => session.graph !== null;
const hasNodes = (session: SessionState): boolean => session.selection.nodes.length > 0;
const hasParts = (session: SessionState): boolean => hasNodes(session) || (session.selection.comments ?? []).length > 0;
const hasSelection = (session: SessionState): boolean => hasParts(session) || session.selection.wires.length > 0;
const hasOneWire = (session: SessionState): boolean => session.selection.wires.length === 1;

const hasDisplay = (session: SessionState): boolean => selectedDisplays(session).length > 0;

const hasSubgraph = (session: SessionState): boolean =>
  session.selection.nodes.length === 1 && subgraphFile(session, session.selection.nodes[0]!) !== undefined;

/** Whether the network is doing something that can be stopped or paused. */
export function isActive({ network }: SessionState): boolean {
  return network !== null && ['starting', 'running', 'paused', 'idle', 'stopping'].includes(network.state);
}

/** Whether Run would do something: start, start again once nothing flows any more, or go on after a pause. Nothing runs in a workspace that is not trusted (X1). */
export function canRun(session: SessionState): boolean {
  const { network, workspace, connection, graph } = session;
  if (!graph || connection !== 'connected' || !workspace?.trusted) return false;
  return network?.state === 'paused' || network?.state === 'idle' || !isActive(session);
}

const activeTab = (session: SessionState) => session.tabs.find((tab) => tab.path === session.activePath);

/** All commands. The list is made once; what a command does it looks up when it runs. */
export function createCommands({ session, preferences, canvas, clipboard, openDialog }: CommandHost): Command[] {
  const state = (): SessionState => session.getState();
  const command = (
    id: Command['id'],
    title: string,
    section: Command['section'],
    keys: string[],
    run: () => void,
    options: { scope?: Scope; isEnabled?: Command['isEnabled'] } = {},
  ): Command => ({
    id,
    title,
    section,
    keys,
    run,
    scope: options.scope ?? 'notTyping',
    isEnabled: options.isEnabled ?? always,
  });

  const onNode = (work: (id: string) => Promise<void>): void => {
    const [id] = state().selection.nodes;
    if (id !== undefined) void work(id);
  };

  return [
    command('graph.new', 'New graph…', 'Graph', [], () => openDialog('newGraph')),
    command('more.closeGraph', 'Close the graph', 'Graph', ['Alt+W'], () => closeGraph(state()), {
      isEnabled: hasGraph,
    }),
    command('actor.new', 'New actor…', 'Graph', [], () => openDialog('newActor')),
    command('more.secrets', 'Secrets…', 'Graph', [], () => openDialog('secrets')),
    command('graph.save', 'Save', 'Graph', ['Mod+S'], () => void state().save(), {
      scope: 'anywhere',
      isEnabled: hasGraph,
    }),
    command('edit.undo', 'Undo', 'Edit', ['Mod+Z'], () => state().undo(), {
      isEnabled: (now) => (activeTab(now)?.undo.length ?? 0) > 0,
    }),
    command('edit.redo', 'Redo', 'Edit', ['Mod+Shift+Z', 'Mod+Y'], () => state().redo(), {
      isEnabled: (now) => (activeTab(now)?.redo.length ?? 0) > 0,
    }),
    command('more.cut', 'Cut', 'Edit', ['Mod+X'], () => void clipboard.copy(true), {
      scope: 'browser',
      isEnabled: hasParts,
    }),
    command('more.copy', 'Copy', 'Edit', ['Mod+C'], () => void clipboard.copy(), {
      scope: 'browser',
      isEnabled: hasParts,
    }),
    command('more.paste', 'Paste', 'Edit', ['Mod+V'], () => void clipboard.paste(), {
      scope: 'browser',
      isEnabled: hasGraph,
    }),
    command('edit.duplicate', 'Duplicate', 'Edit', ['Mod+D'], () => duplicateSelection(state()), {
      scope: 'canvas',
      isEnabled: hasParts,
    }),
    command('edit.delete', 'Delete', 'Edit', ['Delete', 'Backspace'], () => deleteSelection(state()), {
      scope: 'canvas',
      isEnabled: hasSelection,
    }),
    command('edit.group', 'Group or ungroup', 'Edit', ['Mod+G'], () => groupSelection(state()), {
      scope: 'canvas',
      isEnabled: hasNodes,
    }),
    command('more.subgraph', 'Make a subgraph…', 'Edit', ['Mod+Shift+G'], () => openDialog('subgraph'), {
      scope: 'canvas',
      isEnabled: hasNodes,
    }),
    command(
      'more.enter',
      'Open the subgraph',
      'Edit',
      ['Mod+ArrowDown'],
      () => onNode((id) => state().enterSubgraph(id)),
      {
        scope: 'canvas',
        isEnabled: hasSubgraph,
      },
    ),
    command('more.leave', 'Back to the outer graph', 'Edit', ['Mod+ArrowUp'], () => leaveSubgraph(state()), {
      isEnabled: (now) => trailOf(now).length > 1,
    }),
    command(
      'more.unpack',
      'Unpack the subgraph',
      'Edit',
      ['Mod+Shift+U'],
      () => onNode((id) => state().unpackSubgraph(id)),
      {
        scope: 'canvas',
        isEnabled: hasSubgraph,
      },
    ),
    command('more.disable', 'Disable or enable', 'Edit', ['Mod+B'], () => disableSelection(state()), {
      scope: 'canvas',
      isEnabled: hasNodes,
    }),
    command('more.bypass', 'Bypass or not', 'Edit', ['Mod+Shift+B'], () => bypassSelection(state()), {
      scope: 'canvas',
      isEnabled: hasNodes,
    }),
    command('more.fold', 'Fold or unfold the display', 'Edit', ['Shift+D'], () => foldSelection(state()), {
      scope: 'canvas',
      isEnabled: hasDisplay,
    }),
    command('more.comment', 'Add a comment', 'Edit', ['Shift+C'], () => canvas.current?.addComment(), {
      scope: 'canvas',
      isEnabled: hasGraph,
    }),
    command('more.reroute', 'Add a point to the wire', 'Edit', ['Shift+R'], () => canvas.current?.addWirePoint(), {
      scope: 'canvas',
      isEnabled: hasOneWire,
    }),
    command('more.reconnect', 'Reconnect the wire', 'Edit', [','], () => canvas.current?.reconnectSelected(), {
      scope: 'canvas',
      isEnabled: hasOneWire,
    }),
    command('more.lasso', 'Lasso', 'Edit', ['L'], () => canvas.current?.toggleLasso(), {
      scope: 'canvas',
      isEnabled: hasGraph,
    }),
    command('more.find', 'Find in the graph', 'Edit', ['Mod+F'], () => canvas.current?.find(), {
      scope: 'notTyping',
      isEnabled: hasGraph,
    }),
    command('more.selectAll', 'Select all nodes', 'Edit', ['Mod+A'], () => selectAll(state()), {
      scope: 'canvas',
      isEnabled: hasGraph,
    }),
    command('more.rename', 'Rename', 'Edit', ['F2'], () => canvas.current?.renameSelected(), { isEnabled: hasParts }),
    command('more.snap', 'Snap to grid', 'View', ['Shift+G'], () =>
      preferences.setState(({ snapToGrid }) => ({ snapToGrid: !snapToGrid })),
    ),
    command('more.minimap', 'Show or hide the minimap', 'View', ['Shift+M'], () =>
      preferences.setState(({ showMinimap }) => ({ showMinimap: !showMinimap })),
    ),
    command('more.arrange', 'Arrange nodes', 'Edit', ['Shift+L'], () => void canvas.current?.arrange(), {
      scope: 'canvas',
      isEnabled: hasGraph,
    }),
    command('run.start', 'Run', 'Run', ['F5'], () => void state().run(), { scope: 'anywhere', isEnabled: canRun }),
    command('run.stop', 'Stop', 'Run', ['Shift+F5'], () => void state().stop(), {
      scope: 'anywhere',
      isEnabled: isActive,
    }),
    command('run.pause', 'Pause', 'Run', ['F6'], () => void state().pause(), {
      scope: 'anywhere',
      isEnabled: (now) => isActive(now) && now.network?.state !== 'paused',
    }),
    command(
      'more.breakpoint',
      'Set or remove a breakpoint on the wire',
      'Run',
      ['F8'],
      () => void state().toggleBreakpoint(state().selection.wires[0]!),
      { scope: 'anywhere', isEnabled: hasOneWire },
    ),
    command('run.step', 'Step', 'Run', ['F10'], () => void state().step(), {
      scope: 'anywhere',
      isEnabled: (now) => now.network?.state === 'paused',
    }),
    command('view.commandPalette', 'All commands…', 'View', ['Mod+K'], () => openDialog('commands'), {
      scope: 'first',
    }),
    command('view.quickAdd', 'Add a node…', 'View', ['Space'], () => canvas.current?.quickAdd(), {
      scope: 'canvas',
      isEnabled: hasGraph,
    }),
    command('view.code', 'Open the code of the node', 'View', ['Mod+E'], () => toggleCode(state()), {
      scope: 'anywhere',
    }),
    command('view.fit', 'Fit view', 'View', ['1'], () => canvas.current?.fitView(), {
      scope: 'canvas',
      isEnabled: hasGraph,
    }),
    command('more.zoomIn', 'Zoom in', 'View', ['+', '='], () => canvas.current?.zoomIn(), { scope: 'canvas' }),
    command('more.zoomOut', 'Zoom out', 'View', ['-'], () => canvas.current?.zoomOut(), { scope: 'canvas' }),
    command('more.focusCanvas', 'Go to the canvas', 'View', ['Mod+0'], () => canvas.current?.focus(), {
      scope: 'anywhere',
      isEnabled: hasGraph,
    }),
    command('more.palette', 'Show or hide the palette', 'View', ['Mod+Shift+P'], () =>
      preferences.setState(({ sidebar }) => ({ sidebar: sidebar === 'Palette' ? null : 'Palette' })),
    ),
    command('more.files', 'Show or hide files', 'View', ['Mod+Shift+F'], () =>
      preferences.setState(({ sidebar }) => ({ sidebar: sidebar === 'Files' ? null : 'Files' })),
    ),
    command('more.inspector', 'Show or hide the inspector', 'View', ['Mod+I'], () =>
      preferences.setState(({ showInspector }) => ({ showInspector: !showInspector })),
    ),
    ...bottomPanels.map(({ name }, index) =>
      command(`more.${name.toLowerCase()}`, `Show ${name.toLowerCase()}`, 'View', [`Alt+${index + 1}`], () =>
        preferences.setState(({ bottomPanel }) => ({ bottomPanel: bottomPanel === name ? null : name })),
      ),
    ),
    command(
      'more.legend',
      'Show or hide the legend of ports',
      'View',
      ['Shift+K'],
      () => canvas.current?.toggleLegend(),
      {
        isEnabled: hasGraph,
      },
    ),
    command('more.nextGraph', 'Next graph', 'View', ['Alt+PageDown'], () => goToGraph(state(), 1), {
      scope: 'anywhere',
      isEnabled: hasOtherGraphs,
    }),
    command('more.previousGraph', 'Previous graph', 'View', ['Alt+PageUp'], () => goToGraph(state(), -1), {
      scope: 'anywhere',
      isEnabled: hasOtherGraphs,
    }),
    command('more.searchPalette', 'Search the palette', 'View', ['/'], () => {
      preferences.setState({ sidebar: 'Palette' });
      focusRegion('Palette');
    }),
    command('more.focusInspector', 'Go to the inspector', 'View', ['Alt+I'], () => {
      preferences.setState({ showInspector: true });
      focusRegion('Inspector');
    }),
    command('view.theme', 'Switch theme', 'View', [], () =>
      preferences.setState(({ theme }) => ({ theme: nextTheme(theme) })),
    ),
    ...themeChoices.map(({ value, label }) =>
      command(`more.theme.${value}`, `Theme: ${label.toLowerCase()}`, 'View', [], () =>
        preferences.setState({ theme: value }),
      ),
    ),
    command('help.welcome', 'Welcome', 'Help', [], () => openDialog('welcome')),
    command('more.guide', 'Show the first steps', 'Help', [], () => preferences.setState({ guide: newGuide })),
    command('help.shortcuts', 'Keyboard shortcuts', 'Help', ['?'], () => openDialog('shortcuts')),
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

/** Closes the tab in front, with what is shown inside it. */
function closeGraph(session: SessionState): void {
  const [outermost] = trailOf(session);
  if (outermost) session.closeGraph(outermost.path);
}

function leaveSubgraph(session: SessionState): void {
  const outer = trailOf(session).at(-2);
  if (outer) session.activateGraph(outer.path);
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
