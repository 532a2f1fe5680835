import { describe, expect, it } from 'vitest';
import { defaultLimits, limitSource, resolveLimits, type WrittenLimits } from './limits.ts';

describe('limits', () => {
  const megabyte = 1024 ** 2;

  it('[S3] come from the actor, the node, the workspace, in that order, and never exceed the ceiling', () => {
    const limits = resolveLimits({
      actor: { memory: '64MB' },
      node: { cpu: 0.25 },
      workspace: { memory: '1GB', cpu: 1, timeout: 5 },
      ceiling: { timeout: 2 },
    });
    expect(limits).toEqual({ memory: 64 * megabyte, cpu: 0.25, timeout: 2 });
    expect(resolveLimits({})).toEqual({ memory: 512 * megabyte, cpu: 0.5, timeout: 30 });
  });

  it('[G8] a node narrows what its actor declares', () => {
    const node = { memory: '32MB', timeout: 10 };
    const limits = resolveLimits({ actor: { memory: '64MB', timeout: 3 }, node });
    expect(limits).toMatchObject({ memory: 32 * megabyte, timeout: 3 });
  });

  it('[S3] what cannot be read counts as not given; no limit is more than timers and kernels take', () => {
    const node = { memory: 'much', cpu: '30m', timeout: -1 } as unknown as WrittenLimits;
    expect(resolveLimits({ node, actor: { memory: 0 } })).toEqual(defaultLimits);
    const { memory, timeout } = resolveLimits({ actor: { memory: '99999999TB', timeout: 1e300 } });
    expect(Number.isSafeInteger(memory)).toBe(true);
    expect(timeout * 1000).toBeLessThan(2 ** 31);
  });

  it('[S4, S3] each says whose word it is', () => {
    const sources = {
      actor: { timeout: 60, cpu: 2 },
      node: { cpu: 1 },
      workspace: { memory: '1GB' },
      ceiling: { timeout: 5 },
    };
    expect([limitSource(sources, 'timeout'), limitSource(sources, 'cpu'), limitSource(sources, 'memory')]).toEqual([
      'ceiling',
      'node',
      'workspace',
    ]);
    expect([limitSource({ actor: { timeout: 1 } }, 'timeout'), limitSource({}, 'timeout')]).toEqual([
      'actor',
      undefined,
    ]);
  });
});
