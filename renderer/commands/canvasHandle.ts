import { createContext, useContext, type RefObject } from 'react';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import type { Point } from '../graph/point.ts';

/** What menus, commands and the palette can ask of the canvas that is shown. */
export interface CanvasHandle {
  fitView(): void;
  zoomIn(): void;
  zoomOut(): void;
  /** Lays out the selected nodes, or all when fewer than two are selected, as one step. */
  arrange(): Promise<void>;
  /** Opens quick-add in the middle of what is seen. */
  quickAdd(): void;
  /** Adds a node of a component in the middle of what is seen. */
  addComponent(component: ComponentDescription): void;
  /** Adds an empty comment in the middle of what is seen, or around the selected nodes' corner, to be written at once. */
  addComment(): void;
  /** Edits the title of the selected node, the name of the selected group, or the text of the selected comment. */
  renameSelected(): void;
  /** The next drag on the canvas draws a lasso; asked again, it does not. */
  toggleLasso(): void;
  /** Shows or hides what shapes and colours of ports mean. */
  toggleLegend(): void;
  /** Opens the field that searches the graph. */
  find(): void;
  /** Leads the selected wire through one more point: at a place in canvas units, else in its middle. */
  addWirePoint(wire?: string, at?: Point): void;
  /** Draws the selected wire anew from its outport, by keyboard. */
  reconnectSelected(): void;
  /** Pastes what was copied where the pointer is, else a little beside where it was. */
  paste(text: string): boolean;
  /** Moves the keyboard's focus to the selected node, else to the canvas. */
  focus(): void;
}

const CanvasHandleContext = createContext<RefObject<CanvasHandle | null> | null>(null);

export const CanvasHandleProvider = CanvasHandleContext.Provider;

/** A reference to the canvas; `current` is null while no graph is open. */
export function useCanvasHandle(): RefObject<CanvasHandle | null> {
  const handle = useContext(CanvasHandleContext);
  if (!handle) throw new Error('useCanvasHandle needs a CanvasHandleProvider around it');
  return handle;
}
