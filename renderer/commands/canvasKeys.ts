import type { Bindable } from './keyBindings.ts';

type Direction = 'left' | 'right' | 'up' | 'down';

/** What a key does with what has the focus on the canvas. */
export type CanvasAction =
  | { readonly does: 'go' | 'extend' | 'move'; readonly direction: Direction }
  | { readonly does: 'wire' };

/** A key that is no command, because it acts on what has the focus (E8). */
export interface CanvasKey extends Bindable {
  readonly action: CanvasAction;
}

const sides: readonly { direction: Direction; key: string; place: string; way: string }[] = [
  { direction: 'left', key: 'ArrowLeft', place: 'on the left', way: 'to the left' },
  { direction: 'right', key: 'ArrowRight', place: 'on the right', way: 'to the right' },
  { direction: 'up', key: 'ArrowUp', place: 'above', way: 'up' },
  { direction: 'down', key: 'ArrowDown', place: 'below', way: 'down' },
];

/** The keys that act on what has the focus on the canvas, as they are by themselves. */
export const canvasKeys: readonly CanvasKey[] = [
  ...sides.map(({ direction, key, place }) => canvasKey('go', direction, `Go to the node ${place}`, key)),
  ...sides.map(({ direction, key, place }) =>
    canvasKey('extend', direction, `Select the node ${place}, too`, `Shift+${key}`),
  ),
  ...sides.map(({ direction, key, way }) => canvasKey('move', direction, `Move what is selected ${way}`, `Alt+${key}`)),
  { id: 'canvas.wire', title: 'Begin a wire from the focused port or node', keys: ['.'], action: { does: 'wire' } },
];

function canvasKey(does: 'go' | 'extend' | 'move', direction: Direction, title: string, key: string): CanvasKey {
  return { id: `canvas.${does}.${direction}`, title, keys: [key], action: { does, direction } };
}
