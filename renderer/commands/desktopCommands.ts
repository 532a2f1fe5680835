import type { DesktopBridge } from '#shared/desktop/desktopBridge.ts';
import type { Command } from './command.ts';

/** What only the desktop window can do, by palette and keys as everything else (E8, E10); nothing in a browser (E12). */
export function desktopCommands(
  bridge: DesktopBridge | undefined,
  onError: (error: unknown) => void,
): readonly Command[] {
  if (!bridge) return [];
  const command = (id: string, title: string, keys: string[], run: () => Promise<void>): Command => ({
    id,
    title,
    section: 'Graph',
    keys,
    scope: 'anywhere',
    isEnabled: () => true,
    run: () => void run().catch(onError),
  });
  return [
    command('workspace.new', 'New workspace…', [], () => bridge.newWorkspace()),
    command('workspace.open', 'Open workspace…', ['Mod+O'], () => bridge.openWorkspaceDialog()),
  ];
}
