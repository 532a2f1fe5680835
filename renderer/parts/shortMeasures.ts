/** Numbers as cards and wires show them: in as few characters as will do. */

const units = [
  { from: 1e9, unit: 'G' },
  { from: 1e6, unit: 'M' },
  { from: 1e3, unit: 'K' },
] as const;

/** `48`, `12.4 K`, `3 M`: a number in few characters, with a unit. */
export function shortCount(count: number): string {
  for (const { from, unit } of units) if (count >= from) return `${trimmed(count / from, 3)} ${unit}`;
  return trimmed(count, 2);
}

/** `48/s`; nothing for zero, so that a quiet graph is quiet. */
export function shortRate(rate: number): string {
  return rate > 0 ? `${rate < 0.1 ? '<0.1' : shortCount(rate)}/s` : '';
}

/** `4.2 µs`, `0.4 ms`, `12 ms`, `3.2 s`. */
export function shortLatency(milliseconds: number): string {
  if (milliseconds < 0.1) return `${trimmed(milliseconds * 1000, 2)} µs`;
  return milliseconds < 1000 ? `${trimmed(milliseconds, 2)} ms` : `${trimmed(milliseconds / 1000, 2)} s`;
}

function trimmed(value: number, digits: number): string {
  return value >= 100 || Number.isInteger(value)
    ? String(Math.round(value))
    : String(Number(value.toPrecision(digits)));
}
