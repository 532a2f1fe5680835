import { describe, expect, it } from 'vitest';
import type { GraphNode } from '#shared/graph/graph.ts';
import { chosenConfig, configStep, sameValue } from './configStep.ts';

const node = (metadata: GraphNode['metadata']): GraphNode => ({
  id: 'mean',
  component: 'RollingMean',
  metadata,
  scriptRuntime: 'python',
});

describe('the config of a node', () => {
  it('[E6] a change becomes one undoable edit that keeps everything else of the node', () => {
    const before = node({ studio: { x: 1, y: 2 }, config: { window: 7 } });
    expect(configStep(before, { window: 9 })).toEqual({
      label: 'Set window of mean',
      edits: [
        {
          kind: 'node',
          id: 'mean',
          before,
          after: { ...before, metadata: { studio: { x: 1, y: 2 }, config: { window: 9 } } },
        },
      ],
    });
    expect(configStep(before, { window: 7 })).toBeUndefined();
  });

  it('[G8] a config written flat stays flat', () => {
    const before = node({ studio: { x: 1, y: 2 }, window: 7, field: 'rain' });
    const after = configStep(before, { window: 8 })?.edits[0]?.after;
    expect(after).toMatchObject({ metadata: { studio: { x: 1, y: 2 }, window: 8 } });
    expect(Object.keys((after as GraphNode).metadata)).toEqual(['studio', 'window']);
  });

  it('[G8] defaults that nobody chose are not written into the graph', () => {
    const schema = { properties: { window: { default: 7 }, field: { default: 'rain' } } };
    expect(chosenConfig({ window: 7, field: 'sun' }, schema, {})).toEqual({ field: 'sun' });
    expect(chosenConfig({ window: 7, field: 'sun' }, schema, { window: 3 })).toEqual({ window: 7, field: 'sun' });
  });

  it('[E6] values are compared as data', () => {
    expect(sameValue({ a: [1, { b: Number.NaN }] }, { a: [1, { b: Number.NaN }] })).toBe(true);
    expect(sameValue([1], { 0: 1 })).toBe(false);
    expect(sameValue({ a: undefined as never }, { b: 1 })).toBe(false);
  });
});
