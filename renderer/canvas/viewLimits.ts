/** How near and how far a person can go. */
export const zoomLimits = { minZoom: 0.05, maxZoom: 2.5 } as const;

/** How a graph is fitted into the view: never larger than it is drawn, with room for the frames of groups and clear of the toolbar. */
export const fitOptions = { padding: { top: '52px', x: '32px', bottom: '68px' }, maxZoom: 1 } as const;
