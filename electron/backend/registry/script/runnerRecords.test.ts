import { describe, expect, it } from 'vitest';
import { readFailure } from './runnerRecords.ts';

describe('failures that a runner tells of', () => {
  it('[X4] are read with bounds: of long texts the beginning is kept, and nothing else of what was sent', () => {
    const long = 'é'.repeat(2 * 1024 ** 2);
    const written = (failure: unknown) => Buffer.from(JSON.stringify(failure));
    const { type, message, stack, port } = readFailure(written({ type: long, message: long, stack: long, port: 'a' }));
    expect([type, message.length, stack.length, port]).toEqual(['é'.repeat(200), 1024 ** 2, 1024 ** 2, 'a']);
    for (const odd of [null, 5, [], { type: 5, message: {}, port: [] }])
      expect(readFailure(written(odd))).toEqual({ type: 'Error', message: '', stack: '', port: null });
  });
});
