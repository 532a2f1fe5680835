import { useStore } from '@xyflow/react';

/** How much of a card is drawn at a zoom (UI.md): all of it, its title and colour, or a block. */
export type Detail = 'full' | 'title' | 'block';

export function detailAt(zoom: number): Detail {
  if (zoom < 0.25) return 'block';
  return zoom < 0.6 ? 'title' : 'full';
}

/** The detail at the present zoom; renders again only when it changes. */
export function useDetail(): Detail {
  return useStore(({ transform }) => detailAt(transform[2]));
}
