import type { Exemplar } from './openMetrics.ts';
import type { FiringTrace } from './tracing/messageTracer.ts';

/**
 * How long things took, by one label, as a Prometheus histogram. Observing costs a few array accesses: the client library's own
 * histogram hashes labels on every observation, which at a hundred thousand messages a second is what the program would be busy with.
 */
export class Durations<Label extends string = string> {
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  private readonly series = new Map<string, Series>();

  /** @param bounds upper bounds of the buckets, ascending; seconds for durations */
  constructor(
    readonly name: string,
    readonly help: string,
    private readonly label: Label,
    private readonly bounds: readonly number[],
    /** Labels that are shown from the beginning, at zero. */
    expected: readonly string[] = [],
  ) {
    for (const labelled of expected) this.add(labelled);
  }

  /** @param message that is traced; the newest of each bucket is its example */
  observe(labelled: string, value: number, message?: TracedMessage): void {
    const series = this.series.get(labelled) ?? this.add(labelled);
    series.sum += value;
    series.count++;
    const { bounds } = this;
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bounds[middle]! < value) low = middle + 1;
      else high = middle;
    }
    if (low < bounds.length) series.counts[low]!++;
    if (message) series.examples[low] = { message, value, timestamp: Date.now() / 1000 };
  }

  /** For the registry. */
  get() {
    const values: {
      metricName: string;
      labels: Record<string, string | number>;
      value: number;
      exemplar?: Exemplar | undefined;
    }[] = [];
    for (const [labelled, { counts, sum, count, examples }] of this.series) {
      const labels = { [this.label]: labelled };
      let below = 0;
      for (const [place, bound] of this.bounds.entries()) {
        below += counts[place]!;
        const exemplar = exemplarOf(examples[place]);
        values.push({ metricName: `${this.name}_bucket`, labels: { ...labels, le: bound }, value: below, exemplar });
      }
      values.push(
        {
          metricName: `${this.name}_bucket`,
          labels: { ...labels, le: '+Inf' },
          value: count,
          exemplar: exemplarOf(examples[this.bounds.length]),
        },
        { metricName: `${this.name}_sum`, labels, value: sum },
        { metricName: `${this.name}_count`, labels, value: count },
      );
    }
    return Promise.resolve({ name: this.name, help: this.help, type: this.type, aggregator: this.aggregator, values });
  }

  reset(): void {
    this.series.clear();
  }

  private add(labelled: string): Series {
    const series = { counts: this.bounds.map(() => 0), sum: 0, count: 0, examples: [] };
    this.series.set(labelled, series);
    return series;
  }
}

/** Said by its trace, as W3C Trace Context writes it. */
type TracedMessage = Pick<FiringTrace, 'traceparent'>;

interface Example {
  readonly message: TracedMessage;
  readonly value: number;
  readonly timestamp: number;
}

function exemplarOf(example: Example | undefined): Exemplar | undefined {
  if (!example) return undefined;
  const { message, value, timestamp } = example;
  return { traceId: message.traceparent.split('-')[1]!, value, timestamp };
}

interface Series {
  readonly counts: number[];
  readonly examples: Example[];
  sum: number;
  count: number;
}
