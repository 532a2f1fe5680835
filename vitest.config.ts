import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shared,electron,renderer}/**/*.test.{ts,tsx}', 'tests/{contract,integration,security}/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { interval: 20, timeout: 30_000 } },
    pool: 'forks',
    // One more than a small machine has processors: much of the time goes into sandboxes, servers and engines that are waited for.
    maxWorkers: 3,
  },
});
