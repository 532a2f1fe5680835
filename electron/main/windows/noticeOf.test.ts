import { describe, expect, it } from 'vitest';
import type { NodeStatus } from '#shared/rpc/live/networkStatus.ts';
import { noticeOf } from './noticeOf.ts';

const node = (failed: number, message?: string): NodeStatus => ({
  ...{ state: 'idle', completed: 3, failed, rate: 0, latency: null, queued: 0, waitingFor: [], staleCode: null },
  lastError: message === undefined ? null : { type: 'Error', message, stack: '', port: null },
});
const over = { path: 'flows/weather.graph.json', state: 'idle', error: null, nodes: { a: node(0) } } as const;

describe('notices of runs', () => {
  it('[E10] a run that is through says so, one with errors names the node', () => {
    expect(noticeOf(over)?.title).toBe('weather finished');
    expect(noticeOf({ ...over, nodes: { a: node(0), b: node(2, 'no city') } })).toEqual({
      title: 'weather finished with errors',
      body: 'b failed 2 times (no city)',
    });
  });

  it('[E10] a run that could not go on says why; one that the person stopped says nothing', () => {
    expect(noticeOf({ ...over, state: 'failed', error: 'CITY is missing.' })).toEqual({
      title: 'weather failed',
      body: 'CITY is missing.',
    });
    expect(noticeOf({ ...over, state: 'stopped' })).toBeUndefined();
  });
});
