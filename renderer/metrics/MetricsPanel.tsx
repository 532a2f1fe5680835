import { Activity } from 'lucide-react';
import { formatSize } from '#shared/actor/limits.ts';
import { useSession } from '../session/session.ts';
import { formatRate } from '../parts/measures.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import type { ChartData } from '../value/chartData.ts';
import { LineChart } from '../value/LineChart.tsx';
import { NodeMetrics } from './NodeMetrics.tsx';
import { MetricsProvider, useSamples } from './MetricsProvider.tsx';
import { sampleChart, type Sample } from './samples.ts';

/** Messages, sandboxes and memory over the last minutes (E7). */
export default function MetricsPanel() {
  const isMeasuring = useSamples() !== null;
  if (isMeasuring) return <Charts />;
  return (
    <MetricsProvider>
      <Charts />
    </MetricsProvider>
  );
}

const megabyte = 1024 ** 2;
/** So that the plot's lines stand at round numbers of megabytes. */
const inMegabytes = (samples: readonly Sample[]) =>
  samples.map((sample) => ({ ...sample, memory: sample.memory / megabyte }));
/** Out here, because a chart is made anew for another function. */
const ofMegabytes = (megabytes: number) => formatSize(megabytes * megabyte);
const wholeNumber = (value: number) => (Number.isInteger(value) ? String(value) : '');

function Charts() {
  const samples = useSamples() ?? [];
  const system = useSession((state) => state.system);
  const last = samples.at(-1);
  if (samples.length < 2 || !last)
    return (
      <EmptyState icon={Activity} title="Measuring">
        Messages a second, sandboxes and memory are plotted here from now on; run a graph to see it at work.
      </EmptyState>
    );
  return (
    <div className="flex h-full min-h-0 flex-col gap-2 overflow-auto p-2">
      <div className="grid min-h-32 max-h-64 grow grid-cols-[repeat(auto-fit,minmax(240px,1fr))] gap-2">
        <Chart
          title="Messages a second"
          now={last.rate === null ? 'not running' : formatRate(last.rate)}
          data={sampleChart(samples, { rate: 'messages/s' })}
          format={formatRate}
        />
        <Chart
          title="Sandboxes"
          now={`${last.busy} busy, ${last.idle} idle of at most ${system?.sandboxes.max ?? 0}`}
          data={sampleChart(samples, { busy: 'busy', idle: 'idle' })}
          format={wholeNumber}
        />
        <Chart
          title="Memory of the back end"
          now={formatSize(last.memory)}
          data={sampleChart(inMegabytes(samples), { memory: 'memory' })}
          format={ofMegabytes}
        />
      </div>
      <NodeMetrics />
    </div>
  );
}

function hasValues({ series }: ChartData): boolean {
  return series.some(({ values }) => values.some((value) => value !== null));
}

function Chart(props: { title: string; now: string; data: ChartData; format: (value: number) => string }) {
  const { title, now, data, format } = props;
  return (
    <figure className="flex min-h-32 min-w-0 flex-col rounded border border-line bg-raised">
      <figcaption className="flex shrink-0 items-baseline gap-2 px-2 pt-1">
        <span className="font-medium">{title}</span>
        <span className="truncate text-xs text-muted tabular-nums">{now}</span>
      </figcaption>
      <div className="min-h-0 grow">
        {hasValues(data) ? (
          <LineChart data={data} label={title} format={format} showLegend={data.series.length > 1} fromZero />
        ) : (
          <p className="flex h-full items-center justify-center p-2 text-center text-muted">
            Run a graph to plot them.
          </p>
        )}
      </div>
    </figure>
  );
}
