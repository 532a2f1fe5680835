import { useSession } from '../../session/session.ts';
import { shortCount, shortLatency, shortRate } from '../../parts/shortMeasures.ts';

/** The foot of a card: how fast, how long, how much waits; or what it waits for (E1). */
export function CardFoot({ node, component }: { node: string; component: string }) {
  const status = useSession((session) => session.network?.nodes[node]);
  if (!status) return <span className="truncate">{component}</span>;
  const parts = [
    shortRate(status.rate),
    status.latency === null ? '' : shortLatency(status.latency),
    status.queued > 0 ? `${shortCount(status.queued)} queued` : '',
  ].filter(Boolean);
  if (parts.length > 0 && (status.rate > 0 || status.queued > 0 || status.waitingFor.length === 0))
    return <span className="truncate tabular-nums">{parts.join(' · ')}</span>;
  if (status.waitingFor.length > 0) return <span className="truncate">waits for {status.waitingFor.join(', ')}</span>;
  // A source that goes on for ever is one firing, which is never done.
  if (status.state === 'running' && status.completed === 0) return <span className="truncate">running</span>;
  return <span className="truncate tabular-nums">{shortCount(status.completed)} done</span>;
}
