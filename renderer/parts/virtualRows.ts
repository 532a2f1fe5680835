import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

interface VirtualRows {
  count: number;
  scroller: RefObject<HTMLElement | null>;
  rowHeight: number;
  /** Height of what stays above the rows when they scroll, within the scroller. */
  headHeight?: number;
  /** Names a row for as long as it lives; its index when missing. */
  keyOf?: (index: number) => string | number;
}

/** The rows in view of a long list; only they exist. */
export function useVirtualRows({
  count,
  scroller,
  rowHeight,
  headHeight = 0,
  keyOf,
}: VirtualRows): Virtualizer<HTMLElement, Element> {
  // oxlint-disable-next-line react/incompatible-library -- its result is used in the component that renders the rows, never memoized
  return useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    // What is brought into view is neither below the head nor cut off by it.
    scrollPaddingEnd: headHeight,
    ...(keyOf ? { getItemKey: keyOf } : {}),
  });
}
