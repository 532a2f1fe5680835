import { describe, expect, it } from 'vitest';
import { emptyGraph, edgeEnd } from '#shared/graph/graph.ts';
import { previewOf } from '#shared/message/preview.ts';
import type { RecordedMessage } from '#shared/rpc/live.ts';
import { LatestFetch } from './latestFetch.ts';
import { mergeMessages } from './messages.ts';
import { searchMessages } from './NodeHistory.tsx';
import { sourceOf } from './wires.ts';

const message = (sequence: number, data: string): RecordedMessage => ({
  id: sequence,
  causes: [],
  sequence,
  node: 'mean',
  port: 'out',
  timestamp: 0,
  preview: previewOf({ type: 'String', data }, JSON.stringify(data)),
});

describe('live data in the inspector', () => {
  it('[E6] messages that come twice, or late, are kept once and in order', () => {
    const known = [message(1, 'a'), message(2, 'b')];
    const merged = mergeMessages(known, [message(2, 'b'), message(4, 'd'), message(3, 'c')], 3);
    expect(merged.map(({ sequence }) => sequence)).toEqual([2, 3, 4]);
    expect(mergeMessages(merged, [message(5, 'e')], 3).map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
  });

  it('[E6] the history is searched by every word', () => {
    const messages = [message(1, 'rain in Seattle'), message(2, 'sun in Seattle')];
    expect(searchMessages(messages, 'seattle SUN').map(({ sequence }) => sequence)).toEqual([2]);
    expect(searchMessages(messages, '')).toHaveLength(2);
  });

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
