import type { CardPortProps } from './CardPort.tsx';
import { handleHeight, handleWidth } from './cardGeometry.ts';

/** Where a wire meets a card that is drawn as a block: found by React Flow's measuring, and nothing else, because thousands may show. */
export function PlainHandle({ node, port, side, top }: Pick<CardPortProps, 'node' | 'port' | 'side' | 'top'>) {
  const isInport = side === 'inports';
  return (
    <div
      data-handleid={port.name}
      data-nodeid={node}
      data-handlepos={isInport ? 'left' : 'right'}
      className={`react-flow__handle react-flow__handle-${isInport ? 'left target' : 'right source'} port invisible`}
      style={{ top, width: handleWidth, height: handleHeight }}
    />
  );
}
