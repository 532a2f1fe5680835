import { expect, it } from 'vitest';
import { reflowStudio } from './commandLine.ts';

it('[B4] bench measures WASM messages beside the bare plug-in in the same run', { timeout: 120_000 }, async () => {
  const { code, stdout, stderr } = await reflowStudio(['bench', 'B4', '--json']);
  expect(code, stderr).toBe(0);
  const { B4 } = JSON.parse(stdout) as { B4: { value: number; baseline: number; ratio: number } };
  expect(B4.baseline).toBeGreaterThan(0);
  // The way through graph and thread costs less than the message itself does in the bare plug-in.
  expect(B4.ratio).toBeGreaterThan(0.2);
});
