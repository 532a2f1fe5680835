import type { Transport } from '../rpc/transport.ts';
import type { ExampleName } from './examples.ts';

/** What the desktop window's preload script gives the editor as `window.reflowStudio`; in a browser there is none (E12). */
export interface DesktopBridge {
  readonly platform: string;
  readonly versions: Readonly<Record<'app' | 'electron' | 'chrome', string>>;
  /**
   * A new connection to this window's back end.
   * @throws Error with a sentence when the back end could not start
   */
  connect(): Promise<Transport>;
  /** Asks for a folder and opens it as a workspace, in a window of its own. Opening runs nothing (X1). */
  openWorkspaceDialog(): Promise<void>;
  /** Opens a recent workspace; one that `recentWorkspaces` does not list is refused. */
  openRecentWorkspace(folder: string): Promise<void>;
  /** Asks for an empty folder, makes a workspace there and opens it. */
  newWorkspace(): Promise<void>;
  /** Opens the person's own copy of an example; it is made when there is none yet. */
  openExampleWorkspace(example: ExampleName): Promise<void>;
  /** Opens dropped folders and graphs, and copies dropped actor files into the workspace after asking (E10). */
  openDropped(files: readonly File[]): Promise<void>;
  /** Hears of graphs that are to be opened, relative to the workspace; those that came before are told at once. Returns what stops it. */
  onOpenGraph(listener: (path: string) => void): () => void;
  /** Folders opened before, newest first. */
  recentWorkspaces(): Promise<string[]>;
  /** Shows in the window's frame whether there is work that is not saved. */
  setUnsaved(unsaved: boolean): void;
  /** Hears the menu commands; returns the function that stops it. */
  onCommand(listener: (command: MenuCommand) => void): () => void;
}

/** What a native menu can ask of the editor. */
export type MenuCommand =
  | 'graph.new'
  | 'graph.save'
  | 'actor.new'
  | 'edit.undo'
  | 'edit.redo'
  | 'edit.duplicate'
  | 'edit.delete'
  | 'edit.group'
  | 'run.start'
  | 'run.stop'
  | 'run.pause'
  | 'run.step'
  | 'view.commandPalette'
  | 'view.quickAdd'
  | 'view.code'
  | 'view.fit'
  | 'view.theme'
  | 'help.shortcuts'
  | 'help.welcome';

/** Names of the messages between preload and main. */
export const desktopChannels = {
  versions: 'desktop:versions',
  connect: 'desktop:connect',
  port: 'desktop:port',
  openWorkspaceDialog: 'desktop:open-workspace-dialog',
  openRecentWorkspace: 'desktop:open-recent-workspace',
  newWorkspace: 'desktop:new-workspace',
  openExampleWorkspace: 'desktop:open-example-workspace',
  recentWorkspaces: 'desktop:recent-workspaces',
  openDropped: 'desktop:open-dropped',
  openGraph: 'desktop:open-graph',
  unsaved: 'desktop:unsaved',
  command: 'desktop:command',
} as const;

/** What main answers to `connect`: the port follows under the same number, unless there is a reason why not. */
export type ConnectAnswer = { connected: true } | { connected: false; reason: string };
