/** The element of a node within the canvas. */
export function nodeElement(surface: HTMLElement | null, id: string): HTMLElement | null {
  return surface?.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`) ?? null;
}
