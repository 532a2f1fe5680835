/** What one measurement came to; every rule's figure stands beside a baseline of the same run (B). */
export interface Measurement {
  what: string;
  unit: string;
  value: number;
  /** What the baseline is, in words. */
  against: string;
  baseline: number;
  /** `value / baseline`. */
  ratio: number;
  /** The specification's wish, in words. */
  wanted: string;
}

/** A part of the usual amount of work, of which the least is done in any case. @param scale above 0 and up to 1 */
export function scaled(usual: number, scale: number, least: number): number {
  return Math.max(least, Math.ceil(usual * scale));
}

/** The figure at a share (0 to 1) of sorted samples. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

export function measurement(
  what: string,
  unit: string,
  value: number,
  against: string,
  baseline: number,
  wanted: string,
): Measurement {
  const round = (number: number): number => Number(number.toPrecision(4));
  return {
    what,
    unit,
    value: round(value),
    against,
    baseline: round(baseline),
    ratio: round(value / baseline),
    wanted,
  };
}
