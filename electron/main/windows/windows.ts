import { realpathSync } from 'node:fs';
import path from 'node:path';
import { app, BrowserWindow, session } from 'electron';
import { z } from 'zod';
import { desktopChannels } from '#shared/desktop/desktopChannels.ts';
import { menuEntry } from '#shared/desktop/menuEntry.ts';
import type { ExampleName } from '#shared/desktop/examples.ts';
import type { BackendResources } from '../../backend/backendOptions.ts';
import type { HiddenPages } from '../../backend/sandbox/chromium/hiddenPage.ts';
import { makeWorkspace } from '../../backend/workspace/newWorkspace.ts';
import { actorsFromOutside, copyActors } from '../workspaces/actorImport.ts';
import { askForNewWorkspace, askForWorkspace, askToCopy, sayThatItFailed } from './dialogs.ts';
import { serveEditor } from '../pages/editorProtocol.ts';
import { ensureExampleWorkspace, exampleWorkspaceFolders } from '../workspaces/exampleWorkspace.ts';
import { denyPermissions, isFromEditor } from '../pages/hardening.ts';
import { RecentWorkspaces } from '../workspaces/recent.ts';
import { RememberedWindows } from './rememberedWindows.ts';
import { openTarget, sortDropped } from '../workspaces/openTarget.ts';
import { keychainCipher } from '../secretCipher.ts';
import { TrustedWorkspaces } from '../workspaces/trust.ts';
import { startUtilityParser } from '../utilityParser.ts';
import { WorkspaceWindow, type WindowParts } from './workspaceWindow.ts';

const menuEntries = z.array(menuEntry).max(500);

export interface WindowsOptions {
  userData: string;
  resources: BackendResources;
  /** For the chromium driver. */
  hiddenPages: HiddenPages;
  preload: string;
  icon: string;
  /** The folder of examples that ships with the program. */
  examples: string;
  /** Told when the list of recent workspaces has changed. */
  onRecentChanged: () => void;
  /** Told when another window is in front, or when the one in front has other commands. */
  onCommandsChanged: () => void;
}

/** All open windows: one a workspace. */
export class Windows implements AsyncDisposable {
  readonly recent: RecentWorkspaces;
  private readonly open = new Set<WorkspaceWindow>();
  private readonly ending = new Set<Promise<void>>();
  /** How many workspaces are about to have a window. */
  private opening = 0;
  private readonly trusted: TrustedWorkspaces;
  private readonly remembered: RememberedWindows;
  private readonly parts: WindowParts;

  constructor(private readonly options: WindowsOptions) {
    const { userData, preload, icon, resources } = options;
    this.recent = new RecentWorkspaces(userData);
    this.trusted = new TrustedWorkspaces(userData, exampleWorkspaceFolders());
    this.remembered = new RememberedWindows(userData);
    this.parts = { session: session.defaultSession, preload, icon, remembered: this.remembered };
    serveEditor(this.parts.session, resources.renderer);
    denyPermissions(this.parts.session);
  }

  get focused(): WorkspaceWindow | undefined {
    const focused = BrowserWindow.getFocusedWindow();
    return [...this.open].find(({ window }) => window === focused) ?? [...this.open].at(-1);
  }

  /** Whether a window is about to come, so that the program goes on although none is left. */
  get isOpening(): boolean {
    return this.opening > 0;
  }

  /** Opens a workspace in a window of its own, or brings the window forward that has it. Opening runs nothing (X1, G5). */
  async openWorkspace(folder: string): Promise<WorkspaceWindow | undefined> {
    this.opening++;
    try {
      const root = realpathSync(folder);
      const present = await this.windowOn(root);
      if (present) {
        present.focus();
        return present;
      }
      this.recent.add(root);
      this.options.onRecentChanged();
      return await this.openWindow(root);
    } catch (error) {
      sayThatItFailed(this.focused?.window, `${folder} could not be opened`, error);
      return undefined;
    } finally {
      this.opening--;
    }
  }

  /** Opens a folder as a workspace, or a graph file in the workspace that it belongs to. */
  async openPath(file: string): Promise<void> {
    const { workspace, graph } = openTarget(file);
    const opened = await this.openWorkspace(workspace);
    if (graph !== undefined) opened?.openGraph(graph);
  }

  /** Opens the windows that were open when the program ended; without any, the latest workspace; without one, the example. */
  async restore(): Promise<void> {
    const [latest] = this.recent.list();
    const remembered = this.remembered.workspaces();
    const workspaces = remembered.length > 0 ? remembered : latest === undefined ? [] : [latest];
    await Promise.all(workspaces.map((workspace) => this.openWorkspace(workspace)));
    if (this.open.size === 0) await this.openExample();
  }

  /** Opens the person's own copy of an example, the weather if none is named. */
  async openExample(example?: ExampleName): Promise<void> {
    await this.openWorkspace(await ensureExampleWorkspace(this.options.examples, example));
  }

  /** Asks for an empty folder and makes a workspace there, as a copy of an example if one is named. What the program wrote is trusted (X1). */
  async newWorkspace(example?: ExampleName): Promise<void> {
    const folder = await askForNewWorkspace(this.focused?.window);
    if (folder === undefined) return;
    try {
      await makeWorkspace(folder, example && path.join(this.options.examples, example));
    } catch (error) {
      return sayThatItFailed(this.focused?.window, 'The workspace could not be made', error);
    }
    this.trusted.set(folder, true);
    await this.openWorkspace(folder);
  }

  forgetRecent(): void {
    this.recent.clear();
    this.options.onRecentChanged();
  }

  async askAndOpen(): Promise<void> {
    const folder = await askForWorkspace(this.focused?.window);
    if (folder !== undefined) await this.openWorkspace(folder);
  }

  /** Closes all windows and ends their back ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.remembered[Symbol.dispose]();
    for (const opened of this.open) opened.window.close();
    await Promise.allSettled(this.ending);
  }

  /** The window that a workspace has; one that is just closing is waited for, and is none. */
  private async windowOn(root: string): Promise<WorkspaceWindow | undefined> {
    for (;;) {
      const present = [...this.open].find((each) => each.root === root);
      if (!present?.isClosing) return present;
      await present.closed;
    }
  }

  private async openWindow(root: string): Promise<WorkspaceWindow> {
    const opened = new WorkspaceWindow(
      {
        workspaceRoot: root,
        resources: this.options.resources,
        hiddenPages: this.options.hiddenPages,
        startParser: startUtilityParser,
        trusted: this.trusted.has(root),
        watch: true,
        opensWhileIndexing: true,
        environment: process.env,
        secretCipher: keychainCipher(),
        onTrust: (trusted) => this.trusted.set(root, trusted),
      },
      this.parts,
    );
    this.open.add(opened);
    this.ending.add(opened.ended);
    opened.window.on('focus', this.options.onCommandsChanged);
    opened.window.once('closed', () => {
      this.open.delete(opened);
      this.options.onCommandsChanged();
    });
    void opened.ended
      .catch((error: unknown) => sayThatItFailed(undefined, `${root} did not close well`, error))
      .finally(() => this.ending.delete(opened.ended));
    this.answer(opened);
    await opened.load();
    return opened;
  }

  /** What the page of a window may ask of this process; every message is checked for its sender (X2). */
  private answer(opened: WorkspaceWindow): void {
    const { webContents } = opened.window;
    const versions = { app: app.getVersion(), electron: process.versions.electron, chrome: process.versions.chrome };
    const handlers: Readonly<Record<string, (argument: unknown) => unknown>> = {
      [desktopChannels.connect]: (number) => opened.connect(Number(number)),
      [desktopChannels.openWorkspaceDialog]: () => this.askAndOpen(),
      [desktopChannels.newWorkspace]: () => this.newWorkspace(),
      [desktopChannels.openExampleWorkspace]: (example) => this.openExample(example as ExampleName),
      [desktopChannels.openDropped]: (paths) => this.openDropped(opened, paths),
      [desktopChannels.recentWorkspaces]: () => this.recent.list(),
      [desktopChannels.openRecentWorkspace]: (folder) => this.openRecent(folder),
    };
    for (const [channel, handle] of Object.entries(handlers))
      webContents.ipc.handle(channel, (event, argument: unknown) => {
        if (!isFromEditor(event, webContents))
          throw new Error(`${channel} is refused: it did not come from the editor.`);
        return handle(argument);
      });
    webContents.ipc.on(desktopChannels.versions, (event) => {
      event.returnValue = isFromEditor(event, webContents) ? versions : null;
    });
    webContents.ipc.on(desktopChannels.unsaved, (event, unsaved: unknown) => {
      if (isFromEditor(event, webContents)) opened.setUnsaved(unsaved === true);
    });
    webContents.ipc.on(desktopChannels.menu, (event, entries: unknown) => {
      const read = menuEntries.safeParse(entries);
      if (!isFromEditor(event, webContents) || !read.success) return;
      opened.menu = read.data;
      this.options.onCommandsChanged();
    });
  }

  private async openDropped({ window, root }: WorkspaceWindow, dropped: unknown): Promise<void> {
    const paths = Array.isArray(dropped) ? dropped.filter((each): each is string => typeof each === 'string') : [];
    const { folders, graphs, actors, others } = sortDropped(paths);
    for (const file of [...folders, ...graphs]) await this.openPath(file);
    const foreign = actorsFromOutside(root, actors);
    if (
      foreign.length > 0 &&
      (await askToCopy(
        window,
        foreign.map((file) => path.basename(file)),
      ))
    ) {
      try {
        const { present } = await copyActors(root, foreign);
        if (present.length > 0)
          sayThatItFailed(window, `${present.join(', ')} was not copied`, 'A file of that name is in actors already.');
      } catch (error) {
        sayThatItFailed(window, 'The files could not be copied', error);
      }
    }
    if (others.length > 0)
      sayThatItFailed(window, `${path.basename(others[0]!)} cannot be opened`, 'Drop folders, graphs or actor files.');
  }

  private async openRecent(folder: unknown): Promise<void> {
    const known = this.recent.list().find((each) => each === folder);
    if (known === undefined) throw new Error(`${path.basename(String(folder))} is not among the recent workspaces.`);
    await this.openWorkspace(known);
  }
}
