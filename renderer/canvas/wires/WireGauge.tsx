import { shortCount, shortRate } from '../../parts/shortMeasures.ts';
import { useWireStatus } from './useWireStatus.ts';

/** How full the far queue is: green under 50 %, amber under 90 %, red. */
function fillColor(fill: number): string {
  if (fill < 0.5) return 'var(--success)';
  return fill < 0.9 ? 'var(--warning)' : 'var(--danger)';
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
export function WireGauge({ x, y, room, name }: { x: number; y: number; room: number; name: string }) {
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
