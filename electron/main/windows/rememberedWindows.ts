import { statSync } from 'node:fs';
import path from 'node:path';
import { screen, type BrowserWindow, type Rectangle } from 'electron';
import { z } from 'zod';
import { JsonFile } from '../workspaces/jsonFile.ts';

const place = z.object({
  x: z.number().optional(),
  y: z.number().optional(),
  width: z.number().min(640),
  height: z.number().min(480),
  maximized: z.boolean(),
});

const shape = z.object({
  /** Of the window that was closed or moved last, for the next new one. */
  last: place,
  /** The windows that were open when the program ended, however it ended. */
  open: z.array(place.extend({ root: z.string() })),
});

export type WindowPlace = z.infer<typeof place>;

/** Milliseconds for which a window has to lie still before its place is kept. */
const rest = 300;

/** How far a new window lies below and beside one that is at the same place. */
const cascade = 32;

/** Which workspaces have windows, and the size and place of each, for the next start (E10). */
export class RememberedWindows implements Disposable {
  private readonly file: JsonFile<z.infer<typeof shape>>;
  private readonly open = new Map<string, BrowserWindow>();
  /** Where the windows of workspaces were last. */
  private readonly places: Map<string, WindowPlace>;
  private timer: NodeJS.Timeout | undefined;
  private isEnding = false;

  constructor(userData: string) {
    this.file = new JsonFile(path.join(userData, 'windows.json'), shape, {
      last: { width: 1440, height: 900, maximized: false },
      open: [],
    });
    this.places = new Map(this.file.read().open.map(({ root, ...kept }) => [root, kept]));
  }

  /** Workspaces whose windows were open when the program ended, without those whose folder is gone. */
  workspaces(): string[] {
    return this.file
      .read()
      .open.map(({ root }) => root)
      .filter((root) => statSync(root, { throwIfNoEntry: false })?.isDirectory());
  }

  /** Where the window of a workspace goes: where it was, else where the last one was. A place that no display shows any more is left out. */
  placeOf(root: string): WindowPlace {
    const { x, y, width, height, maximized } = this.places.get(root) ?? this.file.read().last;
    if (x === undefined || y === undefined) return { width, height, maximized };
    const taken = [...this.open.values()].map((window) => window.getBounds());
    const offset = taken.some((bounds) => bounds.x === x && bounds.y === y) ? cascade : 0;
    const moved = { x: x + offset, y: y + offset, width, height };
    return isVisible(moved) ? { ...moved, maximized } : { width, height, maximized };
  }

  /** Follows a window for as long as it is open. */
  add(root: string, window: BrowserWindow): void {
    this.open.set(root, window);
    this.write(window);
    const changed = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.write(window), rest);
    };
    window.on('resize', changed);
    window.on('move', changed);
    window.on('close', () => {
      clearTimeout(this.timer);
      this.write(window);
    });
    window.once('closed', () => {
      this.open.delete(root);
      // With its last window the program ends, and that window is the one to come back.
      if (this.open.size > 0) this.write();
    });
  }

  /** Keeps everything as it is now: the program ends, and its windows close because of that. */
  [Symbol.dispose](): void {
    if (this.isEnding) return;
    this.write();
    clearTimeout(this.timer);
    this.isEnding = true;
  }

  private write(latest?: BrowserWindow): void {
    if (this.isEnding) return;
    for (const [root, window] of this.open) if (!window.isDestroyed()) this.places.set(root, placeNow(window));
    const open = [...this.open.keys()].flatMap((root) => {
      const kept = this.places.get(root);
      return kept ? [{ root, ...kept }] : [];
    });
    const last = latest && !latest.isDestroyed() ? placeNow(latest) : this.file.read().last;
    this.file.write({ last, open: open.length > 0 ? open : this.file.read().open });
  }
}

function placeNow(window: BrowserWindow): WindowPlace {
  return { ...window.getNormalBounds(), maximized: window.isMaximized() };
}

function isVisible(bounds: Rectangle): boolean {
  const { workArea } = screen.getDisplayMatching(bounds);
  return (
    bounds.x < workArea.x + workArea.width &&
    bounds.x + bounds.width > workArea.x &&
    bounds.y >= workArea.y &&
    bounds.y < workArea.y + workArea.height
  );
}
