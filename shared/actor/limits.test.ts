import { describe, expect, it } from 'vitest';
import { resolveLimits } from './limits.ts';

describe('limits', () => {
  const megabyte = 1024 ** 2;

  it('[S3] come from the actor, the node, the workspace, in that order, and never exceed the ceiling', () => {
    const limits = resolveLimits([{ memory: '64MB' }, { cpu: 0.25 }, { memory: '1GB', cpu: 1, timeout: 5 }], {
      timeout: 2,
    });
    expect(limits).toEqual({ memory: 64 * megabyte, cpu: 0.25, timeout: 2 });
    expect(resolveLimits([{}, undefined])).toEqual({ memory: 512 * megabyte, cpu: 0.5, timeout: 30 });
  });

  it('[G8] a node narrows what its actor declares', () => {
    const node = { memory: '32MB', timeout: 10 };
    const limits = resolveLimits([{ memory: '64MB', timeout: 3 }, node], {}, node);
    expect(limits).toMatchObject({ memory: 32 * megabyte, timeout: 3 });
  });
});
