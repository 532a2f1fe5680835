import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProcessorShare } from './processorShare.ts';

/** Seconds between two looks. */
const interval = 0.1;

/** Processor time that a process takes that wants `wanted` of each interval and is stopped when it may not run. */
function usedBy(share: ProcessorShare, wanted: readonly number[]): number {
  let used = 0;
  let runs = share.mayRun(0, 0);
  for (const [index, part] of wanted.entries()) {
    if (runs) used += part * interval;
    runs = share.mayRun(used, (index + 1) * interval);
  }
  return used;
}

it('[S2, S3] whatever it wants, it gets no more than its share of the time, but for what it saved and one interval', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.05, max: 2, noNaN: true }),
      fc.array(fc.double({ min: 0, max: 4, noNaN: true }), { minLength: 1, maxLength: 200 }),
      (cores, wanted) => {
        const most = cores * (wanted.length * interval + 0.2) + 4 * interval;
        expect(usedBy(new ProcessorShare(cores), wanted)).toBeLessThanOrEqual(most + 1e-9);
      },
    ),
  );
});

it('[S2, S3] what stays within its share is never stopped, and what wants all gets its share', () => {
  expect(usedBy(new ProcessorShare(0.5), Array<number>(100).fill(0.45))).toBeCloseTo(4.5);
  expect(usedBy(new ProcessorShare(0.25), Array<number>(400).fill(1))).toBeGreaterThan(9.5);
});
