import { getBezierPath, useStore, type ConnectionLineComponentProps } from '@xyflow/react';
import { useSessionStore } from '../../session/session.ts';
import { useCanvas } from '../canvasStore.ts';
import { whyNotConnect } from '../../graph/connectionCheck.ts';
import type { FlowNode } from '../flowElements.ts';
import { typeOfPort } from '../../graph/nodePorts.ts';
import { portColor } from '../cards/portStyle.ts';
import { refOfHandle } from './wiring.ts';

/** The wire under the pointer, with the reason beside it where it is refused (E2). */
export function DraggedWire(props: ConnectionLineComponentProps<FlowNode>) {
  const { fromX, fromY, fromPosition, toX, toY, toPosition, fromHandle, toHandle } = props;
  const zoom = useStore(({ transform }) => transform[2]);
  const reconnecting = useCanvas((canvas) => canvas.reconnecting);
  const { graph, components } = useSessionStore().getState();
  if (!graph) return null;
  const from = refOfHandle(fromHandle);
  const reason = toHandle ? whyNotConnect(graph, components, from, refOfHandle(toHandle), reconnecting) : undefined;
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
  });
  return (
    <g>
      <path
        d={path}
        fill="none"
        stroke={reason ? 'var(--danger)' : portColor(typeOfPort(graph, components, from))}
        strokeWidth={2}
        strokeDasharray={toHandle && !reason ? undefined : '6 4'}
      />
      {reason && (
        <foreignObject
          transform={`translate(${toX} ${toY}) scale(${1 / zoom})`}
          x={16}
          y={12}
          width={280}
          height={28}
          className="overflow-visible"
        >
          <div
            role="status"
            className="inline-block rounded-md border border-danger bg-danger-soft px-2 py-0.5 text-sm whitespace-nowrap text-danger"
          >
            {reason}
          </div>
        </foreignObject>
      )}
    </g>
  );
}
