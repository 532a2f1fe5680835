import { createContext, useContext, type RefObject } from 'react';
import type { ComponentDescription } from '#shared/actor/actor.ts';

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
  /** Edits the title of the selected node. */
  renameSelected(): void;
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
