import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Point } from './graphSteps.ts';
import type { PortRef } from './nodePorts.ts';

/** Where quick-add shows, where the new node goes, and the wire that was dropped; null when none was. */
export interface QuickAddRequest {
  /** In pixels from the canvas's corner. */
  readonly at: Point;
  /** The canvas's size in pixels, to stay inside it. */
  readonly room: { readonly width: number; readonly height: number };
  /** In canvas units. */
  readonly place: Point;
  readonly from: PortRef | null;
}

/** What the canvas is in the middle of. One for each canvas that is shown. */
export interface CanvasState {
  /** A wire begun from the keyboard, which waits for its other end (E8). */
  readonly wiringFrom: PortRef | null;
  /** Where a wire that is under the pointer began. */
  readonly draggingFrom: PortRef | null;
  readonly quickAdd: QuickAddRequest | null;
  /** The node whose title is being edited. */
  readonly renaming: string | null;
  beginWire(from: PortRef): void;
  endWire(): void;
  dragWire(from: PortRef | null): void;
  openQuickAdd(request: QuickAddRequest): void;
  closeQuickAdd(): void;
  rename(node: string | null): void;
}

export type CanvasStore = StoreApi<CanvasState>;

export function createCanvasStore(): CanvasStore {
  return createStore<CanvasState>()((set) => ({
    wiringFrom: null,
    draggingFrom: null,
    quickAdd: null,
    renaming: null,
    beginWire: (from) => set({ wiringFrom: from }),
    endWire: () => set({ wiringFrom: null }),
    dragWire: (draggingFrom) => set({ draggingFrom }),
    openQuickAdd: (quickAdd) => set({ quickAdd }),
    closeQuickAdd: () => set({ quickAdd: null }),
    rename: (renaming) => set({ renaming }),
  }));
}

const CanvasContext = createContext<CanvasStore | null>(null);

export const CanvasProvider = CanvasContext.Provider;

export function useCanvasStore(): CanvasStore {
  const store = useContext(CanvasContext);
  if (!store) throw new Error('useCanvas needs a CanvasProvider around it');
  return store;
}

export function useCanvas<T>(selector: (state: CanvasState) => T): T {
  return useStore(useCanvasStore(), selector);
}
