import { useEffect, useState } from 'react';
import { useSession, useSessionStore } from '../session/session.ts';
import type { ChartData } from '../value/chartData.ts';
import { LineChart } from '../value/LineChart.tsx';
import { formatCount, formatDuration, formatRate } from '../parts/measures.ts';

/** Points kept: the last minutes. */
const most = 300;

interface Samples {
  x: number[];
  latency: (number | null)[];
}

const none: Samples = { x: [], latency: [] };

/** How fast a node fires and how long a firing takes, over the time it has been looked at. */
export function NodeTiming({ id }: { id: string }) {
  const status = useSession((state) => state.network?.nodes[id]);
  const [samples, setSamples] = useState(none);
  const store = useSessionStore();
  useEffect(
    () =>
      store.subscribe(({ network }, before) => {
        const now = network?.nodes[id];
        if (now && network !== before.network) setSamples((known) => withSample(known, Date.now() / 1000, now.latency));
      }),
    [store, id],
  );
  if (!status) return <p className="px-3 py-1 text-muted">Run the graph to see how long this node takes.</p>;
  const facts: [string, string][] = [
    ['Firings', formatCount(status.completed)],
    ['Failures', formatCount(status.failed)],
    ['Median time', status.latency === null ? '–' : formatDuration(status.latency)],
    ['Rate', `${formatRate(status.rate)}/s`],
    ['Queued', formatCount(status.queued)],
  ];
  return (
    <div className="px-3">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 tabular-nums">
        {facts.map(([term, fact]) => (
          <div key={term} className="contents">
            <dt className="text-muted">{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      {samples.x.length > 1 && (
        <div className="mt-2 h-32">
          <LineChart data={timingChart(samples)} label="Median time of a firing" format={formatDuration} />
        </div>
      )}
    </div>
  );
}

function withSample({ x, latency }: Samples, now: number, newLatency: number | null): Samples {
  if (now <= (x.at(-1) ?? 0)) return { x, latency };
  return { x: [...x, now].slice(-most), latency: [...latency, newLatency].slice(-most) };
}

function timingChart({ x, latency }: Samples): ChartData {
  return { axis: 'time', x, series: [{ name: 'median', values: latency }] };
}
