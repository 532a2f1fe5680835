import { createContext, useContext } from 'react';

/** How much of a card is drawn at a zoom (UI.md): all of it, its title and colour, or a block. */
export type Detail = 'full' | 'title' | 'block';

export function detailAt(zoom: number): Detail {
  if (zoom < 0.25) return 'block';
  return zoom < 0.6 ? 'title' : 'full';
}

const DetailContext = createContext<Detail>('full');

/** Told by the canvas: thousands of cards and wires that each watched the zoom would make every movement dear (B9). */
export const DetailProvider = DetailContext.Provider;

/** How much of a card is drawn now. */
export function useDetail(): Detail {
  return useContext(DetailContext);
}
