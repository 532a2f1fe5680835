import path from 'node:path';
import { screen, type BrowserWindow, type Rectangle } from 'electron';
import { z } from 'zod';
import { JsonFile } from './jsonFile.ts';

const shape = z.object({
  x: z.number().optional(),
  y: z.number().optional(),
  width: z.number().min(640),
  height: z.number().min(480),
  maximized: z.boolean(),
});

type WindowState = z.infer<typeof shape>;

/** Size and place of the window that was closed last, for the next one (E10). */
export class RememberedWindowState {
  private readonly file: JsonFile<WindowState>;

  constructor(userData: string) {
    this.file = new JsonFile(path.join(userData, 'window-state.json'), shape, {
      width: 1440,
      height: 900,
      maximized: false,
    });
  }

  /** The place is left out where no display shows it any more. */
  read(): WindowState {
    const { x, y, ...rest } = this.file.read();
    if (x === undefined || y === undefined || !isVisible({ x, y, width: rest.width, height: rest.height })) return rest;
    return { x, y, ...rest };
  }

  keep(window: BrowserWindow): void {
    this.file.write({ ...window.getNormalBounds(), maximized: window.isMaximized() });
  }
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
