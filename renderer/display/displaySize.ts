import type { ComponentDescription } from '#shared/actor/actor.ts';
import { nodeConfig, nodeLayout, type GraphNode } from '#shared/graph/graph.ts';
import { displayMode, isDisplay, type DisplayMode } from './displayChoice.ts';

/** In canvas units. */
interface Size {
  width: number;
  height: number;
}

/** What a display shows at first, below its ports: enough to read it without making it the graph's main thing. */
const firstSizes: Readonly<Record<DisplayMode, Size>> = {
  value: { width: 224, height: 72 },
  table: { width: 320, height: 152 },
  chart: { width: 352, height: 192 },
  image: { width: 288, height: 192 },
  markdown: { width: 320, height: 192 },
};

const smallest: Size = { width: 160, height: 48 };

/** Whether a card shows the content of its display; `metadata.studio.collapsed` folds it away (G3). */
export function showsContent(node: GraphNode, component: ComponentDescription | undefined): boolean {
  return isDisplay(component) && nodeLayout(node)?.collapsed !== true;
}

/**
 * The size of a card that shows what arrives: what was chosen by dragging its corner, else what suits its mode.
 * @param plain the card's height without content
 */
export function displaySize(node: GraphNode, plain: number): Size {
  const { width, height } = nodeLayout(node) ?? {};
  const first = firstSizes[displayMode(nodeConfig(node))];
  return atLeast(
    { width: isSize(width) ? width : first.width, height: isSize(height) ? height : plain + first.height },
    plain,
  );
}

/** The nearest size that such a card can have, in whole units. */
export function atLeast({ width, height }: Size, plain: number): Size {
  return {
    width: Math.max(smallest.width, Math.round(width)),
    height: Math.max(plain + smallest.height, Math.round(height)),
  };
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
