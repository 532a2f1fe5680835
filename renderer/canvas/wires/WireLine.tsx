import { BaseEdge, getBezierPath, useStore, type EdgeProps, type ReactFlowState } from '@xyflow/react';
import { memo, useState } from 'react';
import { useSession } from '../../session/session.ts';
import { useDetail } from '../detail.ts';
import type { FlowWire } from '../flowElements.ts';
import type { Point } from '../../graph/point.ts';
import { portColor } from '../cards/portStyle.ts';
import { routedPath, wirePoints } from '../../graph/reroute.ts';
import { boxOf } from '../box.ts';
import { leadsBack, levelBelow, pathBelow } from './leadBack.ts';
import { BreakpointMark } from './BreakpointMark.tsx';
import { WireDetails } from './WireDetails.tsx';
import { WireGauge } from './WireGauge.tsx';
import { WirePoints } from './WirePoints.tsx';

const restWidth = 1.5;

/** Width by rate on a log scale (UI.md): 1.5 px at rest, at most 6. */
function wireWidth(rate: number): number {
  return Math.min(6, restWidth + Math.log10(1 + rate));
}

/**
 * A wire (E1): width and label say its rate, a bar how full the far queue is; hovering shows the count and the last value. The line
 * itself follows only its width, in half pixels; what says more is there only where it can be read (N13).
 */
export const WireLine = memo(function WireLine(props: EdgeProps<FlowWire>) {
  const { source, target, sourceHandleId, selected = false, data, sourceX, sourceY, targetX, targetY } = props;
  const name = data?.name ?? '';
  const detail = useDetail();
  const [hovered, setHovered] = useState(false);
  const width = useSession(({ network }) => Math.round(wireWidth(network?.wires[name]?.rate ?? 0) * 2) / 2);
  const [draft, setDraft] = useState<readonly Point[] | null>(null);
  const points = draft ?? (data ? wirePoints(data.connection) : []);
  const [start, end] = [
    { x: sourceX, y: sourceY },
    { x: targetX, y: targetY },
  ];
  const level = useLevelBelow(start, end, source, target);
  const [path, x, y] = drawn(props, start, points, end, level);
  const isShown = detail !== 'block';
  const color = selected ? 'var(--accent)' : data ? portColor(data.type) : 'var(--line-strong)';
  return (
    <g onMouseEnter={() => setHovered(true)} onMouseLeave={() => setHovered(false)}>
      <BaseEdge
        path={path}
        interactionWidth={isShown ? 18 : 0}
        className={selected && width > restWidth ? 'wire-moving' : ''}
        style={{
          stroke: color,
          strokeWidth: width + (selected || hovered ? 1 : 0),
        }}
      />
      {isShown && points.length > 0 && (
        <WirePoints
          name={name}
          label={data?.label ?? name}
          points={points}
          color={color}
          focusable={selected}
          onDraft={setDraft}
        />
      )}
      {detail === 'full' && (
        <WireGauge x={x} y={y} room={Math.hypot(targetX - sourceX, targetY - sourceY)} name={name} />
      )}
      {isShown && <BreakpointMark x={sourceX + 14} y={sourceY} name={name} />}
      {isShown && (hovered || selected) && (
        <WireDetails x={x} y={y} name={name} node={source} port={sourceHandleId ?? ''} />
      )}
    </g>
  );
});

/** The path of a wire, and where its label goes. @param level where it passes below its cards */
function drawn(
  props: EdgeProps<FlowWire>,
  start: Point,
  points: readonly Point[],
  end: Point,
  level: number | null,
): readonly [string, number, number] {
  if (points.length > 0) return [routedPath(start, points, end), ...middleOf(start, points, end)];
  if (level !== null) return [pathBelow(start, end, level), (start.x + end.x) / 2, level];
  const [path, x, y] = getBezierPath(props);
  return [path, x, y];
}

/** `levelBelow` of a wire between two cards as they lie now. */
function useLevelBelow(start: Point, end: Point, from: string, to: string): number | null {
  return useStore(({ nodeLookup }: ReactFlowState) => {
    if (!leadsBack(start, end)) return null;
    const [source, target] = [nodeLookup.get(from), nodeLookup.get(to)];
    return source && target ? levelBelow(start, end, boxOf(source), boxOf(target)) : null;
  });
}

/** The middle of the middle stretch, or above the middle point: where the label of a wire with points goes. */
function middleOf(source: Point, points: readonly Point[], target: Point): [number, number] {
  const all = [source, ...points, target];
  const index = Math.floor((all.length - 1) / 2);
  const [a, b] = [all[index]!, all[index + 1]!];
  // Above a point rather than on it.
  return all.length % 2 === 0 ? [(a.x + b.x) / 2, (a.y + b.y) / 2] : [a.x, a.y - 20];
}
