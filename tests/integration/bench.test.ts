import { describe, expect, it } from 'vitest';
import { reflowStudio } from './commandLine.ts';

interface Figure {
  value: number;
  baseline: number;
  ratio: number;
}

/** What is measured depends on the machine; that it is measured, beside a baseline of the same run, does not. */
async function bench(...rules: string[]): Promise<Record<string, Figure & { figures: Figure[] }>> {
  const { code, lines, stderr } = await reflowStudio(['bench', ...rules, '--scale', '0.02', '--json']);
  expect([code, stderr]).toEqual([0, '']);
  const results = lines[0] as Record<string, Figure & { figures: Figure[] }>;
  expect(Object.keys(results)).toEqual(rules);
  for (const { figures, ...first } of Object.values(results))
    for (const { value, baseline, ratio } of [first, ...figures]) {
      expect(value).toBeGreaterThan(0);
      expect(baseline).toBeGreaterThan(0);
      expect(ratio).toBeCloseTo(value / baseline, 1);
    }
  return results;
}

describe('reflow-studio bench', () => {
  it('[B1, B2] measures calls one by one, pipelined and in batches, in both languages', async () => {
    const { B1, B2 } = await bench('B1', 'B2');
    expect([B1!.figures.length, B2!.figures.length]).toEqual([4, 4]);
  });

  it('[B3] measures messages from node to node', async () => {
    const { B3 } = await bench('B3');
    expect(B3!.figures).toHaveLength(3);
  });

  it('[B5] measures starts from the warm pool and cold', async () => {
    const { B5 } = await bench('B5');
    expect(B5!.figures).toHaveLength(4);
  });

  it('[B8, B11] measures discovery beside interpreters, and messages in large cases beside small ones', async () => {
    const { B8, B11 } = await bench('B8', 'B11');
    expect([B8!.figures.length, B11!.figures.length]).toEqual([3, 5]);
    // One process for all files costs less than one for each.
    expect(B8!.ratio).toBeLessThan(1);
  });

  it('[P2] refuses a scale that is none', async () => {
    const { code, stderr } = await reflowStudio(['bench', 'B8', '--scale', '2']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('up to 1')]);
  });

  it('[R5, R6] under full load the memory of server and sandboxes stays, and bad input keeps nobody waiting', async () => {
    const { code, lines, stderr } = await reflowStudio(['bench', '--soak', '0.1', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const { figures } = (lines[0] as { soak: { figures: (Figure & { what: string })[] } }).soak;
    const ratioOf = (start: string): number => figures.find(({ what }) => what.startsWith(start))!.ratio;
    // What each call left behind would soon be many times what the programs take.
    expect(ratioOf('server')).toBeLessThan(3);
    expect(ratioOf('its sandboxes')).toBeLessThan(3);
    expect(ratioOf('new client after bad input, p50')).toBeLessThan(10);
  });

  it('[B6] measures state as actors see it, in both stores', async () => {
    const { B6 } = await bench('B6');
    expect(B6!.figures).toHaveLength(12);
  });
});
