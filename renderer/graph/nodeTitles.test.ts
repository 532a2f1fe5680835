import { describe, expect, it } from 'vitest';
import { emptyGraph, type Connection, type EdgeEnd } from '#shared/graph/graph.ts';
import { placedIn, titleIn, wireTitleIn } from './nodeTitles.ts';

const graph = emptyGraph('g');
graph.processes.entries = {
  ...{ id: 'entries', component: 'LogEntries', scriptRuntime: null },
  metadata: { studio: { title: 'Log entries' } },
};

describe('what a person calls a node of the run', () => {
  it('[N11, E7] a node inside another is named by both, and found at the outer one', () => {
    expect(titleIn(graph, 'entries')).toBe('Log entries');
    expect(titleIn(graph, 'entries/lines/parse')).toBe('Log entries / lines / parse');
    expect(placedIn(graph, 'entries/lines/parse')).toBe('entries');
  });

  it('[E7] a node that the graph in front does not have goes by its id', () => {
    expect(titleIn(graph, 'other/parse')).toBe('other/parse');
    expect(titleIn(null, 'entries')).toBe('entries');
    expect(placedIn(graph, 'ent')).toBeUndefined();
  });

  it('[E11] a wire is named by the titles of its nodes, by its name where it is not in the graph in front', () => {
    const end = (nodeId: string, portId: string) => ({ nodeId, portId, portName: portId, metadata: {} }) as EdgeEnd;
    const wired = { ...graph, connections: [{ from: end('entries', 'out'), to: end('gone', 'in') }] as Connection[] };
    expect(wireTitleIn(wired, 'entries.out to gone.in')).toBe('Log entries.out to gone.in');
    expect(wireTitleIn(graph, 'entries.out to gone.in')).toBe('entries.out to gone.in');
  });
});
