import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Guides } from './layout/alignment.ts';
import type { Point } from '../graph/point.ts';
import type { PortRef } from '../graph/nodePorts.ts';

/** Where quick-add shows, where the new node goes, and the wire that was dropped; null when none was. */
export interface QuickAddRequest {
  /** In pixels from the canvas's corner. */
  readonly at: Point;
  /** The canvas's size in pixels, to stay inside it. */
  readonly room: { readonly width: number; readonly height: number };
  /** In canvas units: where the wire ends, else the new node's corner. */
  readonly place: Point;
  /** Whether the node goes just there, as a pointer said, or to the nearest free place. */
  readonly isExact: boolean;
  readonly from: PortRef | null;
}

/** What the canvas is in the middle of. One for each canvas that is shown. */
export interface CanvasState {
  /** A wire begun from the keyboard, which waits for its other end (E8). */
  readonly wiringFrom: PortRef | null;
  /** Where a wire that is under the pointer began. */
  readonly draggingFrom: PortRef | null;
  /** The wire, by `connectionName`, of which an end is being led elsewhere. */
  readonly reconnecting: string | null;
  /** Whether the next drag on the canvas draws a lasso. */
  readonly lasso: boolean;
  /** Whether the field that searches the graph is open. */
  readonly finding: boolean;
  /** Whether the legend of ports shows. */
  readonly legend: boolean;
  /** What the dragged nodes lie flush with; null when nothing is dragged. */
  readonly guides: Guides | null;
  readonly quickAdd: QuickAddRequest | null;
  /** The node, group or comment that is being named or written. */
  readonly renaming: string | null;
  /** `replaces`: the wire that goes when the new one is made. */
  beginWire(from: PortRef, replaces?: string): void;
  endWire(): void;
  dragWire(from: PortRef | null): void;
  reconnect(wire: string | null): void;
  setLasso(active: boolean): void;
  setFinding(open: boolean): void;
  setLegend(open: boolean): void;
  showGuides(guides: Guides | null): void;
  openQuickAdd(request: QuickAddRequest): void;
  closeQuickAdd(): void;
  rename(node: string | null): void;
}

export type CanvasStore = StoreApi<CanvasState>;

export function createCanvasStore(): CanvasStore {
  return createStore<CanvasState>()((set) => ({
    wiringFrom: null,
    draggingFrom: null,
    reconnecting: null,
    lasso: false,
    finding: false,
    legend: false,
    guides: null,
    quickAdd: null,
    renaming: null,
    beginWire: (from, replaces) => set({ wiringFrom: from, reconnecting: replaces ?? null }),
    endWire: () => set({ wiringFrom: null, reconnecting: null }),
    dragWire: (draggingFrom) => set({ draggingFrom }),
    reconnect: (reconnecting) => set({ reconnecting }),
    setLasso: (lasso) => set({ lasso }),
    setFinding: (finding) => set({ finding }),
    setLegend: (legend) => set({ legend }),
    showGuides: (guides) => set((before) => (sameGuides(before.guides, guides) ? before : { guides })),
    openQuickAdd: (quickAdd) => set({ quickAdd }),
    closeQuickAdd: () => set({ quickAdd: null }),
    rename: (renaming) => set({ renaming }),
  }));
}

function sameGuides(a: Guides | null, b: Guides | null): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

const CanvasContext = createContext<CanvasStore | null>(null);

export const CanvasProvider = CanvasContext.Provider;

/** The store itself, for gestures that read it without following it. */
export function useCanvasStore(): CanvasStore {
  const store = useContext(CanvasContext);
  if (!store) throw new Error('useCanvas needs a CanvasProvider around it');
  return store;
}

/** What is going on at the canvas: wires being drawn, searches, titles being written. */
export function useCanvas<T>(selector: (state: CanvasState) => T): T {
  return useStore(useCanvasStore(), selector);
}
