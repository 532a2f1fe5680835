import { app, Menu, shell, type MenuItemConstructorOptions } from 'electron';
import type { MenuEntry } from '#shared/desktop/menuEntry.ts';
import { exampleWorkspaces, type ExampleName } from '#shared/desktop/examples.ts';
import { acceleratorOf } from './accelerator.ts';
import type { Updates } from '../updates.ts';
import type { Windows } from '../windows/windows.ts';

type Item = MenuItemConstructorOptions;

const separator: Item = { type: 'separator' };

/** Commands that the system does wherever the keyboard is: in the canvas as in a text field. */
const systemRoles: Readonly<Record<string, Item['role']>> = {
  'more.cut': 'cut',
  'more.copy': 'copy',
  'more.paste': 'paste',
};

/** Commands before which a line is drawn in the long menus: another kind of thing begins there. */
const beginnings: ReadonlySet<string> = new Set([
  ...['actor.new', 'more.secrets', 'graph.save'],
  ...['more.cut', 'edit.group', 'more.disable', 'more.comment', 'more.lasso', 'code.format'],
  ...[
    'view.commandPalette',
    'view.fit',
    'more.palette',
    'more.log',
    'more.legend',
    'more.nextGraph',
    'more.searchPalette',
  ],
  ...['view.theme', 'run.pause', 'more.breakpoint'],
]);

/** Commands of the program itself: they are there without a window, too, and stand where workspaces are opened. */
const programCommands: ReadonlySet<string> = new Set(['workspace.new', 'workspace.open']);

/**
 * The menu bar (E10). What the editor does comes from the window in front, which tells its commands with the keys that the person has
 * for them; keys are shown here but pressed in the page (`registerAccelerator: false`), so that one key press never counts twice and
 * works the same in a browser.
 */
export class ApplicationMenu {
  /** The commands that the menu was built from, whether or not they can be done. */
  private built = '';

  constructor(
    private readonly windows: Windows,
    private readonly updates: Updates,
  ) {}

  /** Builds the menu. */
  build(): void {
    const entries = this.entries;
    this.built = shapeOf(entries);
    Menu.setApplicationMenu(Menu.buildFromTemplate(this.template(entries, this.windows.recent.list())));
  }

  /** Shows the commands of the window in front as they are now. Where only what can be done has changed, an open menu stays open. */
  showCommands(): void {
    const entries = this.entries;
    if (shapeOf(entries) !== this.built) return this.build();
    const menu = Menu.getApplicationMenu();
    for (const { id, enabled } of entries) {
      const item = systemRoles[id] ? null : menu?.getMenuItemById(id);
      if (item) item.enabled = enabled;
    }
  }

  private get entries(): readonly MenuEntry[] {
    return this.windows.focused?.menu ?? [];
  }

  private template(entries: readonly MenuEntry[], recent: readonly string[]): Item[] {
    const mac = process.platform === 'darwin';
    const section = (name: MenuEntry['section']): Item[] =>
      entries
        .filter((entry) => entry.section === name && !programCommands.has(entry.id))
        .flatMap((entry, index) => [
          ...(index > 0 && beginnings.has(entry.id) ? [separator] : []),
          this.commandItem(entry),
        ]);
    const program = (id: string, label: string, click: () => void): Item => ({
      label,
      ...shownKeys(entries.find((entry) => entry.id === id)?.keys ?? null),
      click,
    });
    return [
      ...(mac ? [{ role: 'appMenu' } satisfies Item] : []),
      {
        label: '&File',
        submenu: [
          ...section('Graph'),
          separator,
          program('workspace.new', 'New workspace…', () => void this.windows.newWorkspace()),
          {
            label: 'New workspace from example',
            submenu: exampleItems((name) => void this.windows.newWorkspace(name)),
          },
          separator,
          program('workspace.open', 'Open workspace…', () => void this.windows.askAndOpen()),
          { label: 'Open recent', submenu: this.recentItems(recent) },
          { label: 'Open example', submenu: exampleItems((name) => void this.windows.openExample(name)) },
          separator,
          { role: 'close' },
          ...(mac ? [] : [{ role: 'quit' } satisfies Item]),
        ],
      },
      { label: '&Edit', submenu: section('Edit') },
      {
        label: '&View',
        submenu: [
          ...section('View'),
          separator,
          // Ctrl 0 goes to the canvas.
          { role: 'resetZoom', label: 'Actual text size', accelerator: 'CmdOrCtrl+Alt+0' },
          { role: 'zoomIn', label: 'Larger text' },
          { role: 'zoomOut', label: 'Smaller text' },
          { role: 'togglefullscreen' },
          separator,
          { role: 'reload', accelerator: '' },
          { role: 'toggleDevTools' },
        ],
      },
      { label: '&Run', submenu: section('Run') },
      { role: 'windowMenu' },
      {
        role: 'help',
        submenu: [
          ...section('Help'),
          separator,
          // They stay on this machine; a folder to look into is all there is to do with them.
          { label: 'Show crash reports', click: () => void shell.openPath(app.getPath('crashDumps')) },
          ...(this.updates.isConfigured
            ? [{ label: 'Check for updates…', click: () => void this.updates.check() } satisfies Item]
            : []),
          ...(mac ? [] : [{ label: 'About Reflow Studio', click: () => app.showAboutPanel() } satisfies Item]),
        ],
      },
    ];
  }

  private commandItem({ id, title, keys, enabled }: MenuEntry): Item {
    const role = systemRoles[id];
    return {
      id,
      // A single & would be taken for the mark of a letter.
      label: title.replaceAll('&', '&&'),
      ...(role ? { role } : { enabled, ...shownKeys(keys), click: () => this.windows.focused?.send(id) }),
    };
  }

  private recentItems(folders: readonly string[]): Item[] {
    if (folders.length === 0) return [{ label: 'None yet', enabled: false }];
    return [
      ...folders.map((folder): Item => ({ label: folder, click: () => void this.windows.openWorkspace(folder) })),
      separator,
      { label: 'Clear this list', click: () => this.windows.forgetRecent() },
    ];
  }
}

function shapeOf(entries: readonly MenuEntry[]): string {
  return JSON.stringify(entries.map(({ id, title, section, keys }) => [id, title, section, keys]));
}

function exampleItems(choose: (name: ExampleName) => void): Item[] {
  return exampleWorkspaces.map(({ name, title }) => ({ label: title, click: () => choose(name) }));
}

function shownKeys(keys: string | null): Item {
  const accelerator = keys === null ? undefined : acceleratorOf(keys);
  return accelerator === undefined ? {} : { accelerator, registerAccelerator: false };
}
