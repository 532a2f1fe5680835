import { BaseEdge, EdgeLabelRenderer, getBezierPath, useStore, type EdgeProps } from '@xyflow/react';
import { memo, useState } from 'react';
import type { WireStatus } from '#shared/rpc/live/networkStatus.ts';
import { useSession, valueKey } from '../../session/session.ts';
import { useDetail } from '../detail.ts';
import type { FlowWire } from '../flowElements.ts';
import type { Point } from '../../graph/point.ts';
import { shortCount, shortRate } from '../../parts/shortMeasures.ts';
import { portColor } from '../cards/portStyle.ts';
import { routedPath, wirePoints } from '../../graph/reroute.ts';
import { WirePoints } from './WirePoints.tsx';

const restWidth = 1.5;

/** Width by rate on a log scale (UI.md): 1.5 px at rest, at most 6. */
export function wireWidth(rate: number): number {
  return Math.min(6, restWidth + Math.log10(1 + rate));
}

/** How full the far queue is: green under 50 %, amber under 90 %, red. */
export function fillColor(fill: number): string {
  if (fill < 0.5) return 'var(--success)';
  return fill < 0.9 ? 'var(--warning)' : 'var(--danger)';
}

/**
 * A wire (E1): width and label say its rate, a bar how full the far queue is; hovering shows the count and the last value. The line
 * itself follows only its width, in half pixels; what says more is there only where it can be read (N13).
 */
export const WireLine = memo(function WireLine(props: EdgeProps<FlowWire>) {
  const { source, sourceHandleId, selected = false, data, sourceX, sourceY, targetX, targetY } = props;
  const name = data?.name ?? '';
  const detail = useDetail();
  const [hovered, setHovered] = useState(false);
  const width = useSession(({ network }) => Math.round(wireWidth(network?.wires[name]?.rate ?? 0) * 2) / 2);
  const [draft, setDraft] = useState<readonly Point[] | null>(null);
  const points = draft ?? (data ? wirePoints(data.connection) : []);
  const ends = [{ x: sourceX, y: sourceY }, points, { x: targetX, y: targetY }] as const;
  const [path, x, y] = points.length === 0 ? getBezierPath(props) : [routedPath(...ends), ...middleOf(...ends)];
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

/** A breakpoint near the wire's beginning; filled, with how many wait, while it holds messages (N7). */
function BreakpointMark({ x, y, name }: { x: number; y: number; name: string }) {
  const waiting = useSession(({ breakpoints }) => {
    const breakpoint = breakpoints.get(name);
    return breakpoint ? breakpoint.behind + (breakpoint.held ? 1 : 0) : null;
  });
  if (waiting === null) return null;
  return (
    <g className="pointer-events-none" transform={`translate(${x} ${y})`}>
      <title>{waiting === 0 ? 'Breakpoint' : `Breakpoint, ${shortCount(waiting)} held`}</title>
      <circle
        r={waiting > 0 ? 8 : 5}
        fill={waiting > 0 ? 'var(--danger)' : 'var(--raised)'}
        stroke="var(--danger)"
        strokeWidth={2}
      />
      {waiting > 0 && (
        <text y={3} textAnchor="middle" fill="var(--raised)" className="text-[9px] font-semibold tabular-nums">
          {shortCount(waiting)}
        </text>
      )}
    </g>
  );
}

/** The middle of the middle stretch, or above the middle point: where the label of a wire with points goes. */
function middleOf(source: Point, points: readonly Point[], target: Point): [number, number] {
  const all = [source, ...points, target];
  const index = Math.floor((all.length - 1) / 2);
  const [a, b] = [all[index]!, all[index + 1]!];
  // Above a point rather than on it.
  return all.length % 2 === 0 ? [(a.x + b.x) / 2, (a.y + b.y) / 2] : [a.x, a.y - 20];
}

/** What the marks of both ports take of a wire's length. */
const portRoom = 20;

function gaugeWidth(text: string): number {
  return Math.max(28, text.length * 5.5 + 12);
}

/**
 * How many messages passed, how many do each second, and, when something waits, how full the far queue is. Where there is no room for both,
 * the rate: it is what changes; between cards that nearly touch, the bar alone.
 * @param room from end to end, in canvas units
 */
function WireGauge({ x, y, room, name }: { x: number; y: number; room: number; name: string }) {
  const status = useWireStatus(name);
  if (!status || (status.count === 0 && status.queued === 0)) return null;
  const [count, rate] = [shortCount(status.count), shortRate(status.rate)];
  const both = rate === '' ? count : `${count} · ${rate}`;
  const isWide = gaugeWidth(both) + portRoom <= room || rate === '';
  const text = isWide ? both : rate;
  const isShown = isWide || gaugeWidth(text) <= room;
  if (!isShown && status.queued === 0) return null;
  const width = isShown ? gaugeWidth(text) : Math.max(16, room - portRoom);
  return (
    <g className="pointer-events-none" transform={`translate(${x - width / 2} ${y - 9})`}>
      {isShown && <rect width={width} height={18} rx={4} fill="var(--surface)" stroke="var(--line)" />}
      {isShown && (
        <text x={width / 2} y={12} textAnchor="middle" fill="var(--muted)" className="text-[10px] tabular-nums">
          {text}
        </text>
      )}
      {status.queued > 0 && (
        <g transform="translate(3 14.5)">
          <rect width={width - 6} height={2.5} rx={1} fill="var(--sunken)" />
          <rect
            width={(width - 6) * Math.max(0.06, Math.min(1, status.fill))}
            height={2.5}
            rx={1}
            fill={fillColor(status.fill)}
          />
        </g>
      )}
    </g>
  );
}

interface WireDetailsProps {
  x: number;
  y: number;
  name: string;
  node: string;
  port: string;
}

function WireDetails({ x, y, name, node, port }: WireDetailsProps) {
  const status = useWireStatus(name);
  const value = useSession((session) => session.values.get(valueKey(node, port)));
  const zoom = useStore(({ transform }) => transform[2]);
  if (!status && !value) return null;
  const waiting =
    status && status.queued > 0 ? ` · ${shortCount(status.queued)} waiting (${percent(status.fill)} full)` : '';
  return (
    <EdgeLabelRenderer>
      <div
        className="pointer-events-none absolute z-10 max-w-72 rounded-md border border-line bg-raised px-2 py-1 text-xs shadow-raised"
        style={{
          transform: `translate(-50%, 0) translate(${x}px, ${y + 12}px) scale(${Math.max(1, 1 / zoom)})`,
          transformOrigin: 'top',
        }}
      >
        <div className="text-muted tabular-nums">
          {shortCount(status?.count ?? 0)} messages{waiting}
        </div>
        {value && <div className="line-clamp-4 font-mono break-all">{value.preview.json.slice(0, 240)}</div>}
      </div>
    </EdgeLabelRenderer>
  );
}

function useWireStatus(name: string): WireStatus | undefined {
  return useSession((session) => session.network?.wires[name]);
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}
