import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { DisposableStore } from '../../electron/backend/system/lifetime.ts';
import { testElectron } from '../../resources/scripts/electronRuntime.mjs';
import { Folder, projectRoot } from '../integration/commandLine.ts';
import { expect } from './expect.ts';
import { VirtualDisplay } from './virtualDisplay.ts';

/** Root cannot have Chromium sandbox its processes. */
export const rootNeeds = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** The program as a person starts it, on a display of its own and with data folders of its own, which may be kept for a second start. */
export class DesktopWindow implements AsyncDisposable {
  private readonly child: ChildProcess;
  /** What the consoles of its windows said that they should not have. */
  private readonly errors: string[] = [];

  private constructor(
    readonly app: ElectronApplication,
    private readonly userData: string,
    private readonly owned: DisposableStore,
  ) {
    this.child = app.process();
    const listen = (page: Page): void => {
      page.on('console', (message) => {
        if (message.type() === 'error') this.errors.push(message.text());
      });
      page.on('pageerror', (error) => this.errors.push(error.message));
    };
    app.windows().forEach(listen);
    app.on('window', listen);
    owned.add({ [Symbol.asyncDispose]: () => this.close() });
  }

  /** @param args what follows the app's folder on the command line */
  static async open(
    args: readonly string[],
    keptHome?: Folder,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<DesktopWindow> {
    const owned = new DisposableStore();
    try {
      const display = owned.add(await VirtualDisplay.start());
      const home = keptHome ?? owned.add(await Folder.make({}));
      const userData = home.path('userData');
      const app = await _electron.launch({
        executablePath: await testElectron(),
        args: [...rootNeeds, `--user-data-dir=${userData}`, projectRoot, ...args],
        env: {
          ...(process.env as Record<string, string>),
          ...{ DISPLAY: display.name, XDG_DATA_HOME: home.path('data'), ...environment },
        },
      });
      return new DesktopWindow(app, userData, owned);
    } catch (error) {
      await owned[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Command lines of what still runs on this window's behalf. */
  processes(): Promise<string[]> {
    return processesMentioning(this.userData);
  }

  async close(): Promise<void> {
    if (!this.hasEnded) await this.app.close();
  }

  async killHard(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** The page of the window on a workspace, once it is there. */
  async pageOn(workspace: string): Promise<Page> {
    const name = path.basename(workspace);
    let found: Page | undefined;
    await expect
      .poll(async () => {
        for (const page of this.app.windows())
          // One that closes while it is asked has no title any more.
          if ((await this.titleOf(page).catch(() => '')).endsWith(`${name} – Reflow Studio`)) found = page;
        return found !== undefined;
      })
      .toBe(true);
    return found!;
  }

  /** How many windows the program has. */
  windowCount(): Promise<number> {
    return this.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  }

  /** What the pages complained of since this was last asked; what nobody asks for fails the test at the end. */
  takeErrors(): string[] {
    return this.errors.splice(0);
  }

  /** What is in the frame of a page's window. */
  async titleOf(page: Page): Promise<string> {
    const window = await this.app.browserWindow(page);
    return window.evaluate((each) => each.getTitle());
  }

  /** The items of a menu of the menu bar, without separators. */
  menu(name: string): Promise<ShownItem[]> {
    return this.app.evaluate(({ Menu }, wanted) => {
      const items = Menu.getApplicationMenu()!.items.find(({ label }) => label.replace('&', '') === wanted)!.submenu!
        .items;
      return items
        .filter(({ type }) => type !== 'separator')
        .map(({ id, label, accelerator, enabled, submenu }) => ({
          label,
          enabled,
          ...(id ? { id } : {}),
          ...(accelerator ? { accelerator: String(accelerator) } : {}),
          ...(submenu
            ? { items: submenu.items.filter(({ type }) => type !== 'separator').map((item) => item.label) }
            : {}),
        }));
    }, name);
  }

  /** Chooses an item of the menu bar by its labels: menu, item, and item in its submenu. */
  choose(...labels: string[]): Promise<void> {
    return this.app.evaluate(
      ({ Menu }, [menu, ...path]) => {
        let items = Menu.getApplicationMenu()!.items.find(({ label }) => label.replace('&', '') === menu)!.submenu!
          .items;
        for (const [depth, wanted] of path.entries()) {
          const item = items.find(({ label }) => label === wanted);
          if (!item) throw new Error(`${menu} has no ${wanted}, but ${items.map(({ label }) => label).join(', ')}`);
          if (depth === path.length - 1) item.click();
          else items = item.submenu!.items;
        }
      },
      labels as [string, ...string[]],
    );
  }

  /** Answers the system's next dialogs for folders with this one; with undefined, as who thinks better of it. */
  async pickFolder(folder: string | undefined): Promise<void> {
    await this.app.evaluate(({ dialog }, picked) => {
      dialog.showOpenDialog = (async () => ({
        canceled: picked === undefined,
        filePaths: picked === undefined ? [] : [picked],
      })) as typeof dialog.showOpenDialog;
    }, folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.owned[Symbol.asyncDispose]();
    expect(this.errors).toEqual([]);
  }
}

interface ShownItem {
  id?: string;
  label: string;
  accelerator?: string;
  enabled: boolean;
  items?: string[];
}

/** Command lines of processes that contain a text. */
export async function processesMentioning(text: string): Promise<string[]> {
  const lines: string[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const line = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(text)) lines.push(line.replaceAll('\0', ' '));
  }
  return lines;
}
