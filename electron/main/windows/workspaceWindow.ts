import path from 'node:path';
import { BrowserWindow, MessageChannelMain, type Session } from 'electron';
import { desktopChannels, type ConnectAnswer } from '#shared/desktop/desktopChannels.ts';
import type { MenuEntry } from '#shared/desktop/menuEntry.ts';
import type { Backend } from '../../backend/backend.ts';
import { createBackend } from '../../backend/createBackend.ts';
import type { BackendOptions } from '../../backend/backendOptions.ts';
import { isGraphFile } from '../../backend/workspace/graphFormat.ts';
import { editorOrigin } from '../pages/editorProtocol.ts';
import { PortTransport } from './portTransport.ts';
import { RunNotices } from './runNotices.ts';
import type { RememberedWindows } from './rememberedWindows.ts';

export interface WindowParts {
  session: Session;
  preload: string;
  icon: string;
  remembered: RememberedWindows;
}

/** A window on one workspace, with the back end that belongs to it. Both begin together and end together. */
export class WorkspaceWindow {
  readonly window: BrowserWindow;
  readonly root: string;
  /** Settles when the window is closed, by whomever. */
  readonly closed: Promise<void>;
  /** Settles when, besides, nothing of its back end is left. */
  readonly ended: Promise<void>;
  /** What its page has for the menu; nothing until the page has been loaded. */
  menu: readonly MenuEntry[] = [];
  private isEnding = false;
  private readonly backend: Promise<Backend>;

  constructor(options: BackendOptions, { session, preload, icon, remembered }: WindowParts) {
    this.root = options.workspaceRoot;
    this.backend = createBackend(options);
    // Whoever connects is told why it failed; nobody may have connected yet.
    this.backend.catch(() => {});
    void this.backend.then(
      ({ runs }) => {
        if (this.window.isDestroyed()) return;
        const notices = new RunNotices(runs, this.window, (path) => {
          this.focus();
          if (isGraphFile(path)) this.openGraph(path);
        });
        this.window.once('closed', () => notices[Symbol.dispose]());
      },
      () => {},
    );
    const { maximized, ...bounds } = remembered.placeOf(this.root);
    this.window = new BrowserWindow({
      ...bounds,
      minWidth: 640,
      minHeight: 480,
      show: false,
      title: `${path.basename(this.root)} – Reflow Studio`,
      icon,
      webPreferences: {
        session,
        preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
      },
    });
    if (maximized) this.window.maximize();
    this.window.once('ready-to-show', () => this.window.show());
    remembered.add(this.root, this.window);
    this.closed = new Promise((resolve) => this.window.once('closed', resolve));
    this.ended = this.closed.then(() => this.endBackend());
    const ends = (): void => void (this.isEnding = true);
    this.window.once('close', ends);
    this.window.webContents.once('destroyed', ends);
    // A page must not hold its window open: what is not saved is in the workspace's journal and is offered again (G4).
    this.window.webContents.on('will-prevent-unload', (event) => event.preventDefault());
    this.window.on('page-title-updated', (event) => event.preventDefault());
    if (process.platform === 'darwin') this.window.setRepresentedFilename(this.root);
  }

  /** Whether it is on its way out: still there, but nothing can be shown in it any more. */
  get isClosing(): boolean {
    return this.isEnding;
  }

  async load(): Promise<void> {
    await this.window.loadURL(`${editorOrigin}/`);
  }

  /** Opens a connection from the page to the back end; the port goes to the page under the number it asked with. */
  async connect(number: number): Promise<ConnectAnswer> {
    try {
      const backend = await this.backend;
      const { port1, port2 } = new MessageChannelMain();
      backend.attach(new PortTransport(port1));
      this.window.webContents.postMessage(desktopChannels.port, number, [port2]);
      return { connected: true };
    } catch (error) {
      return { connected: false, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Does a command of the editor. @param id one of `menu` */
  send(id: string): void {
    this.window.webContents.send(desktopChannels.command, id);
  }

  /** Shows a graph. @param path relative to the workspace */
  openGraph(path: string): void {
    this.window.webContents.send(desktopChannels.openGraph, path);
  }

  setUnsaved(unsaved: boolean): void {
    this.window.setDocumentEdited(unsaved);
    this.window.setTitle(`${unsaved ? '● ' : ''}${path.basename(this.root)} – Reflow Studio`);
  }

  focus(): void {
    if (this.window.isMinimized()) this.window.restore();
    this.window.focus();
  }

  private async endBackend(): Promise<void> {
    const backend = await this.backend.catch(() => undefined);
    await backend?.[Symbol.asyncDispose]();
  }
}
