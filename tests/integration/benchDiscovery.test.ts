import { expect, it } from 'vitest';
import { reflowStudio } from './commandLine.ts';

it(
  '[B4] [B8] bench measures WASM messages and discovery, each beside a baseline of the same run',
  { timeout: 120_000 },
  async () => {
    const { code, stdout, stderr } = await reflowStudio(['bench', 'B4', 'B8', '--json']);
    expect(code, stderr).toBe(0);
    const { B4, B8 } = JSON.parse(stdout) as Record<
      string,
      { value: number; baseline: number; figures: { what: string; ratio: number }[] }
    >;
    expect(B4!.value).toBeGreaterThan(0);
    expect(B4!.baseline).toBeGreaterThan(0);
    expect(B8!.figures.map(({ what }) => what)).toEqual([
      'discover 5000 files, cold',
      'discover 5000 files, warm',
      'one changed file to palette, p50',
    ]);
    // Many times cheaper than an interpreter a file, on a machine as busy as it may be.
    for (const { what, ratio } of B8!.figures.slice(0, 2)) expect(ratio, what).toBeLessThan(0.2);
  },
);
