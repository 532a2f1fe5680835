import { useSession } from '../../session/session.ts';
import { shortCount } from '../../parts/shortMeasures.ts';

/** A breakpoint near the wire's beginning; filled, with how many wait, while it holds messages (N7). */
export function BreakpointMark({ x, y, name }: { x: number; y: number; name: string }) {
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
