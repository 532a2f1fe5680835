import { useStoreApi, type ReactFlowState } from '@xyflow/react';
import { useEffect } from 'react';
import { useSessionStore } from '../session/session.ts';
import { boxOf, meets } from './box.ts';
import { detailAt } from './detail.ts';
import { commentOfElement, type FlowNode, type FlowWire } from './flowElements.ts';

/** Milliseconds for which the view has to lie still before what is in it is told. */
const rest = 150;

/** Tells the session which nodes of a large graph can be read, so that it asks for no values of others (N13). */
export function useInSight(isLarge: boolean): void {
  const flow = useStoreApi<FlowNode, FlowWire>();
  const session = useSessionStore();
  useEffect(() => {
    if (!isLarge) return;
    let timer: number | undefined;
    const tell = (): void => session.setState({ inSight: readable(flow.getState()) });
    const unsubscribe = flow.subscribe(({ transform, width, height, nodes }, before) => {
      const isSame =
        transform === before.transform && width === before.width && height === before.height && nodes === before.nodes;
      if (isSame) return;
      clearTimeout(timer);
      timer = window.setTimeout(tell, rest);
    });
    tell();
    return () => {
      unsubscribe();
      clearTimeout(timer);
      session.setState({ inSight: null });
    };
  }, [flow, session, isLarge]);
}

/** The nodes in the view; none from afar, where cards are blocks. */
function readable({
  nodes,
  transform,
  width,
  height,
}: Pick<ReactFlowState<FlowNode>, 'nodes' | 'transform' | 'width' | 'height'>): string[] {
  const [x, y, zoom] = transform;
  if (detailAt(zoom) === 'block') return [];
  const view = { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom };
  return nodes.flatMap((node) =>
    commentOfElement(node.id) === undefined && meets(boxOf(node), view) ? [node.id] : [],
  );
}
