import { describe, expect, it } from 'vitest';
import { BubblewrapDriver } from '../../electron/backend/sandbox/bubblewrap/bubblewrapDriver.ts';
import { ChromiumDriver } from '../../electron/backend/sandbox/chromium/chromiumDriver.ts';
import { ProcessDriver } from '../../electron/backend/sandbox/process/processDriver.ts';
import { testSandboxDriver } from './sandboxDriver.ts';
import { probeRunners } from './sandboxDriverProbe.ts';

testSandboxDriver('bubblewrap', (options) => new BubblewrapDriver(options));
testSandboxDriver('process', (options) => new ProcessDriver({ ...options, allowUnsandboxed: true }));

const limits = { memory: 128 * 1024 ** 2, cpu: 1, timeout: 30 };

describe.each([new ChromiumDriver()])('sandbox driver $name', (driver) => {
  it('[S1] does not claim to work, and refuses with the reason of its self-test', async () => {
    const { works, reason } = await driver.selfTest();
    expect(works).toBe(false);
    await expect(driver.start({ runtime: 'python', limits, environment: {} })).rejects.toMatchObject({
      code: 'noSandbox',
      message: reason,
    });
  });
});

describe('sandbox driver process', () => {
  it('[S1] starts nothing unless unsandboxed execution is allowed', async () => {
    await using driver = new ProcessDriver({ runners: probeRunners, allowUnsandboxed: false });
    expect(await driver.selfTest()).toMatchObject({
      works: false,
      reason: expect.stringContaining('allow_unsandboxed'),
    });
    await expect(driver.start({ runtime: 'python', limits, environment: {} })).rejects.toMatchObject({
      code: 'noSandbox',
    });
  });
});
