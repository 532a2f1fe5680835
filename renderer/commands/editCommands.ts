import {
  bypassSelection,
  deleteSelection,
  disableSelection,
  duplicateSelection,
  foldSelection,
  groupSelection,
  selectAll,
} from './selectionActions.ts';
import type { SessionState } from '../session/session.ts';
import { trailOf } from '../session/trail.ts';
import { commandsOf, type Command } from './command.ts';
import type { CommandHost } from './commandHost.ts';
import { hasDisplay, hasGraph, hasNodes, hasOneWire, hasParts, hasSelection, hasSubgraph } from './conditions.ts';

/** What changes a graph, and what one changes in it. */
export function editCommands({ session, canvas, clipboard, openDialog }: CommandHost): Command[] {
  const state = session.getState;
  const command = commandsOf('Edit');
  const onNode = (work: (id: string) => Promise<void>): void => {
    const [id] = state().selection.nodes;
    if (id !== undefined) void work(id);
  };
  return [
    command('edit.undo', 'Undo', ['Mod+Z'], () => state().undo(), {
      isEnabled: (now) => (activeTab(now)?.undo.length ?? 0) > 0,
    }),
    command('edit.redo', 'Redo', ['Mod+Shift+Z', 'Mod+Y'], () => state().redo(), {
      isEnabled: (now) => (activeTab(now)?.redo.length ?? 0) > 0,
    }),
    command('more.cut', 'Cut', ['Mod+X'], () => void clipboard.copy(true), {
      scope: 'browser',
      isEnabled: hasParts,
    }),
    command('more.copy', 'Copy', ['Mod+C'], () => void clipboard.copy(), {
      scope: 'browser',
      isEnabled: hasParts,
    }),
    command('more.paste', 'Paste', ['Mod+V'], () => void clipboard.paste(), {
      scope: 'browser',
      isEnabled: hasGraph,
    }),
    command('edit.duplicate', 'Duplicate', ['Mod+D'], () => duplicateSelection(state()), {
      scope: 'canvas',
      isEnabled: hasParts,
    }),
    command('edit.delete', 'Delete', ['Delete', 'Backspace'], () => deleteSelection(state()), {
      scope: 'canvas',
      isEnabled: hasSelection,
    }),
    command('edit.group', 'Group or ungroup', ['Mod+G'], () => groupSelection(state()), {
      scope: 'canvas',
      isEnabled: hasNodes,
    }),
    command('more.subgraph', 'Make a subgraph…', ['Mod+Shift+G'], () => openDialog('subgraph'), {
      scope: 'canvas',
      isEnabled: hasNodes,
    }),
    command('more.enter', 'Open the subgraph', ['Mod+ArrowDown'], () => onNode((id) => state().enterSubgraph(id)), {
      scope: 'canvas',
      isEnabled: hasSubgraph,
    }),
    command('more.leave', 'Back to the outer graph', ['Mod+ArrowUp'], () => leaveSubgraph(state()), {
      isEnabled: (now) => trailOf(now).length > 1,
    }),
    command('more.unpack', 'Unpack the subgraph', ['Mod+Shift+U'], () => onNode((id) => state().unpackSubgraph(id)), {
      scope: 'canvas',
      isEnabled: hasSubgraph,
    }),
    command('more.disable', 'Disable or enable', ['Mod+B'], () => disableSelection(state()), {
      scope: 'canvas',
      isEnabled: hasNodes,
    }),
    command('more.bypass', 'Bypass or not', ['Mod+Shift+B'], () => bypassSelection(state()), {
      scope: 'canvas',
      isEnabled: hasNodes,
    }),
    command('more.fold', 'Fold or unfold the display', ['Shift+D'], () => foldSelection(state()), {
      scope: 'canvas',
      isEnabled: hasDisplay,
    }),
    command('more.comment', 'Add a comment', ['Shift+C'], () => canvas.current?.addComment(), {
      scope: 'canvas',
      isEnabled: hasGraph,
    }),
    command('more.reroute', 'Add a point to the wire', ['Shift+R'], () => canvas.current?.addWirePoint(), {
      scope: 'canvas',
      isEnabled: hasOneWire,
    }),
    command('more.reconnect', 'Reconnect the wire', [','], () => canvas.current?.reconnectSelected(), {
      scope: 'canvas',
      isEnabled: hasOneWire,
    }),
    command('more.lasso', 'Lasso', ['L'], () => canvas.current?.toggleLasso(), {
      scope: 'canvas',
      isEnabled: hasGraph,
    }),
    command('more.find', 'Find in the graph', ['Mod+F'], () => canvas.current?.find(), {
      scope: 'notTyping',
      isEnabled: hasGraph,
    }),
    command('more.selectAll', 'Select all', ['Mod+A'], () => selectAll(state()), {
      scope: 'canvas',
      isEnabled: hasGraph,
    }),
    command('more.rename', 'Rename', ['F2'], () => canvas.current?.renameSelected(), { isEnabled: hasParts }),
    command('more.arrange', 'Arrange nodes', ['Shift+L'], () => void canvas.current?.arrange(), {
      scope: 'canvas',
      isEnabled: hasGraph,
    }),
  ];
}

function activeTab(session: SessionState) {
  return session.tabs.find((tab) => tab.path === session.activePath);
}

function leaveSubgraph(session: SessionState): void {
  const outer = trailOf(session).at(-2);
  if (outer) session.activateGraph(outer.path);
}
