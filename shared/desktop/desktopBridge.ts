import type { Transport } from '../rpc/transport.ts';
import type { ExampleName } from './examples.ts';
import type { MenuEntry } from './menuEntry.ts';

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
  /** Tells the native menu what there is to choose; again whenever that changes. */
  setMenu(entries: readonly MenuEntry[]): void;
  /** Hears the ids of commands that are chosen from the menu; returns the function that stops it. */
  onCommand(listener: (id: string) => void): () => void;
}
