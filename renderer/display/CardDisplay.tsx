import { lazy, memo, Suspense, useEffect, useRef, useState, type RefObject } from 'react';
import type { GraphNode } from '#shared/graph/graph.ts';

const DisplayContent = lazy(() =>
  import('./DisplayContent.tsx').then(({ DisplayContent }) => ({ default: DisplayContent })),
);

interface CardDisplayProps {
  node: GraphNode;
  /** Where the content begins, from the top of the card. */
  top: number;
  bottom: number;
  left: number;
  /** Whether it takes the pointer and the keyboard; else it is moved with its card. */
  isActive: boolean;
  /** Enlarges what would be too small to read at the canvas's zoom. */
  enlarged: boolean;
}

/** What a Display shows, on its card. It asks for messages only while it is in sight (N13). */
export const CardDisplay = memo(function CardDisplay(props: CardDisplayProps) {
  const { node, top, bottom, left, isActive, enlarged } = props;
  const box = useRef<HTMLDivElement>(null);
  const isInSight = useInSight(box);
  return (
    <div
      ref={box}
      inert={!isActive}
      className={`absolute right-px overflow-hidden border-t border-line bg-raised ${isActive ? 'nodrag nowheel cursor-default' : ''}`}
      style={{ top, bottom, left }}
    >
      <div className="h-full" style={{ zoom: enlarged ? 1.6 : 1 }}>
        <Suspense>{isInSight && <DisplayContent node={node} />}</Suspense>
      </div>
    </div>
  );
});

/** Whether any of an element shows on the canvas. */
function useInSight(element: RefObject<HTMLElement | null>): boolean {
  const [isInSight, setInSight] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new IntersectionObserver((seen) => setInSight(seen.at(-1)!.isIntersecting), {
      root: current.closest('.react-flow'),
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return isInSight;
}
