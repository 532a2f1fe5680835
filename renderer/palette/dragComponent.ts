/** The data type under which a component's id is dragged from the palette to the canvas. */
export const componentType = 'application/x-reflow-component';
