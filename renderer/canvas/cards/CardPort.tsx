import { Handle, Position } from '@xyflow/react';
import { memo } from 'react';
import type { PortDefinition } from '#shared/actor/actor.ts';
import { formatPortType } from '#shared/actor/portType.ts';
import { handleHeight, handleWidth } from './cardGeometry.ts';
import { isErrorPort, type Side } from '../../graph/nodePorts.ts';
import { Chip, LastValue } from './LastValue.tsx';
import { ErrorPortMark, PortMark } from './PortMark.tsx';

/** How a port stands to the wire that is being drawn: it is its origin, could take it, or could not. */
export type PortFit = 'origin' | 'fits' | 'refused' | null;

export interface CardPortProps {
  node: string;
  nodeTitle: string;
  port: PortDefinition;
  side: Side;
  /** The middle of its row, from the top of the card. */
  top: number;
  wired: boolean;
  fit: PortFit;
  focusable: boolean;
  /** Why the wire being drawn is refused here. */
  reason: string | undefined;
  /** The initial packet that it holds. */
  packet: string | undefined;
}

/** One port of a card: its handle at the edge, its name, and, beside an outport, the last value that left it. */
export const CardPort = memo(function CardPort(props: CardPortProps) {
  const { node, port, side, top, packet, fit } = props;
  const isInport = side === 'inports';
  return (
    <>
      <PortHandle {...props} />
      <div
        className={`pointer-events-none absolute flex h-6 max-w-[136px] items-center gap-1.5 text-sm ${isInport ? 'left-3' : 'right-3 justify-end'} ${fit === 'refused' ? 'opacity-35' : ''}`}
        style={{ top: top - 12 }}
      >
        {isInport ? (
          <>
            <span className="truncate">{port.name}</span>
            {packet !== undefined && <Chip text={packet} isConstant />}
          </>
        ) : (
          <>
            <LastValue node={node} port={port.name} />
            <span className="truncate">{port.name}</span>
          </>
        )}
      </div>
    </>
  );
});

/** The part of a port that takes a wire; alone where a card shows only its title. */
export function PortHandle({ nodeTitle, port, side, top, wired, fit, focusable, reason }: CardPortProps) {
  const isInport = side === 'inports';
  const description = port.description === '' ? '' : `: ${port.description}`;
  return (
    <Handle
      id={port.name}
      type={isInport ? 'target' : 'source'}
      position={isInport ? Position.Left : Position.Right}
      role="button"
      tabIndex={focusable ? 0 : -1}
      aria-label={`${isInport ? 'inport' : 'outport'} ${port.name} of ${nodeTitle}`}
      aria-description={reason}
      title={`${port.name} (${formatPortType(port.port_type)}${isInport && !port.required ? ', optional' : ''})${description}`}
      className={`port port-${fit ?? 'calm'}`}
      style={{ top, width: handleWidth, height: handleHeight }}
    >
      {!isInport && isErrorPort(port.name) ? <ErrorPortMark wired={wired} /> : <PortMark type={port.port_type} />}
    </Handle>
  );
}
