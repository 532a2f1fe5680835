import { app, Menu, shell, type MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '#shared/desktop/desktop.ts';
import { exampleWorkspaces, type ExampleName } from '#shared/desktop/examples.ts';
import type { Updates } from './updates.ts';
import type { Windows } from './windows.ts';

type Item = MenuItemConstructorOptions;

/**
 * The menu bar. What the editor does is sent to it by name; its keys are shown here but pressed in the page
 * (`registerAccelerator: false`), so that one key press never counts twice and works the same in a browser.
 */
export function installMenu(windows: Windows, updates: Updates): void {
  const command = (label: string, name: MenuCommand, accelerator?: string): Item => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
    click: () => windows.focused?.send(name),
  });
  const mac = process.platform === 'darwin';
  const template: Item[] = [
    ...(mac ? [{ role: 'appMenu' } satisfies Item] : []),
    {
      label: '&File',
      submenu: [
        command('New graph', 'graph.new'),
        command('New actor…', 'actor.new'),
        { type: 'separator' },
        { label: 'New workspace…', click: () => void windows.newWorkspace() },
        {
          label: 'New workspace from example',
          submenu: exampleItems((name) => void windows.newWorkspace(name)),
        },
        { type: 'separator' },
        { label: 'Open workspace…', accelerator: 'CmdOrCtrl+O', click: () => void windows.askAndOpen() },
        { label: 'Open recent', submenu: recentItems(windows) },
        { label: 'Open example', submenu: exampleItems((name) => void windows.openExample(name)) },
        { type: 'separator' },
        command('Save', 'graph.save', 'CmdOrCtrl+S'),
        { type: 'separator' },
        { role: 'close' },
        ...(mac ? [] : [{ role: 'quit' } satisfies Item]),
      ],
    },
    {
      label: '&Edit',
      submenu: [
        command('Undo', 'edit.undo', 'CmdOrCtrl+Z'),
        command('Redo', 'edit.redo', 'CmdOrCtrl+Shift+Z'),
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        { type: 'separator' },
        command('Duplicate', 'edit.duplicate', 'CmdOrCtrl+D'),
        command('Delete', 'edit.delete', 'Delete'),
        command('Group', 'edit.group', 'CmdOrCtrl+G'),
      ],
    },
    {
      label: '&View',
      submenu: [
        command('All commands…', 'view.commandPalette', 'CmdOrCtrl+K'),
        command('Add a node…', 'view.quickAdd', 'Space'),
        command('Code', 'view.code', 'CmdOrCtrl+E'),
        command('Fit view', 'view.fit'),
        command('Switch theme', 'view.theme'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        { type: 'separator' },
        { role: 'reload', accelerator: '' },
        { role: 'toggleDevTools' },
      ],
    },
    {
      label: '&Run',
      submenu: [
        command('Run', 'run.start', 'F5'),
        command('Stop', 'run.stop', 'Shift+F5'),
        command('Pause', 'run.pause'),
        command('Step', 'run.step', 'F10'),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        command('Welcome', 'help.welcome'),
        command('Keyboard shortcuts', 'help.shortcuts'),
        { type: 'separator' },
        // They stay on this machine; a folder to look into is all there is to do with them.
        { label: 'Show crash reports', click: () => void shell.openPath(app.getPath('crashDumps')) },
        ...(updates.isConfigured
          ? [{ label: 'Check for updates…', click: () => void updates.check() } satisfies Item]
          : []),
        ...(mac ? [] : [{ label: 'About Reflow Studio', click: () => app.showAboutPanel() } satisfies Item]),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function exampleItems(choose: (name: ExampleName) => void): Item[] {
  return exampleWorkspaces.map(({ name, title }) => ({ label: title, click: () => choose(name) }));
}

function recentItems(windows: Windows): Item[] {
  const folders = windows.recent.list();
  if (folders.length === 0) return [{ label: 'None yet', enabled: false }];
  return [
    ...folders.map((folder): Item => ({ label: folder, click: () => void windows.openWorkspace(folder) })),
    { type: 'separator' },
    { label: 'Clear this list', click: () => windows.forgetRecent() },
  ];
}
