import { describe, expect, it } from 'vitest';
import { emptyGraph, edgeEnd } from '#shared/graph/graph.ts';
import { LatestFetch } from '../rpc/latestFetch.ts';
import { sourceOf } from './wires.ts';

describe('live data in the inspector', () => {
  it('[E6] an inport shows what its wire brings', () => {
    const graph = emptyGraph('g');
    graph.connections.push({ from: null, to: edgeEnd('b', 'in'), metadata: {}, data: 1 });
    graph.connections.push({ from: edgeEnd('a', 'out'), to: edgeEnd('b', 'in'), metadata: {} });
    expect(sourceOf(graph, 'b', 'in')).toEqual({ node: 'a', port: 'out' });
    expect(sourceOf(graph, 'b', 'other')).toBeUndefined();
  });

  it('[N13] a flood of requests fetches one at a time, and the last one always', async () => {
    let running = 0;
    let fetched = 0;
    let most = 0;
    await new Promise<void>((done) => {
      const latest = new LatestFetch(async () => {
        running++;
        most = Math.max(most, running);
        await Promise.resolve();
        running--;
        fetched++;
        if (fetched === 2) done();
      }, 1);
      for (let request = 0; request < 1000; request++) latest.request();
    });
    expect({ fetched, most }).toEqual({ fetched: 2, most: 1 });
  });
});
