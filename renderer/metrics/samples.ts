import type { ChartData } from '../value/chartData.ts';

/** What is measured once a second. */
export interface Sample {
  /** Seconds since the epoch. */
  time: number;
  /** Messages a second over all wires of the graph in front; null while nothing runs. */
  rate: number | null;
  busy: number;
  idle: number;
  /** Bytes that the back end holds. */
  memory: number;
}

/** Ten minutes. */
export const mostSamples = 600;

/** Adds a sample; the oldest goes. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples.slice(-(mostSamples - 1)), sample];
}

/** Lines over time of some of what was measured. */
export function sampleChart(
  samples: readonly Sample[],
  lines: Partial<Record<Exclude<keyof Sample, 'time'>, string>>,
): ChartData {
  return {
    axis: 'time',
    x: samples.map((sample) => sample.time),
    series: (Object.entries(lines) as [Exclude<keyof Sample, 'time'>, string][]).map(([key, name]) => ({
      name,
      values: samples.map((sample) => sample[key]),
    })),
  };
}
