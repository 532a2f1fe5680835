import { expect, it } from 'vitest';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import { emptyGraph, type Graph } from '#shared/graph/graph.ts';
import type { NodeStatus } from '#shared/rpc/live/networkStatus.ts';
import { loadProblems } from './loadProblems.ts';

it('[E5, S8] a file that a sandbox could not load is a problem where the sandbox says, else where the actor begins', () => {
  const status: NodeStatus = {
    state: 'failed',
    completed: 0,
    failed: 0,
    rate: 0,
    latency: null,
    queued: 0,
    waitingFor: [],
    lastError: null,
    staleCode: null,
  };
  const failed = (message: string): NodeStatus => ({
    ...status,
    lastError: { type: 'Error', message, stack: '', port: null },
  });
  const component = { file: 'actors/a.actor.py', line: 4 } as ComponentDescription;
  const node = { component: 'A', metadata: {}, scriptRuntime: null };
  const ids = ['imports', 'stale', 'silent', 'again', 'data'];
  const graph: Graph = { ...emptyGraph('g'), processes: Object.fromEntries(ids.map((id) => [id, { id, ...node }])) };
  const nodes: Record<string, NodeStatus> = {
    imports: failed("No module named 'x' (actors/helper.py, line 3)"),
    stale: { ...status, state: 'running', completed: 9, staleCode: 'Unexpected token at actors/a.actor.py:7:2' },
    silent: failed('It took too long to load.'),
    again: failed('It took too long to load.'),
    data: { ...failed('division by zero (actors/a.actor.py, line 9)'), completed: 3 },
  };
  const found = loadProblems({ network: { nodes }, graph, components: new Map([['A', component]]) });
  expect(found.map(({ file, line }) => [file, line])).toEqual([
    ['actors/helper.py', 3],
    ['actors/a.actor.py', 7],
    ['actors/a.actor.py', 4],
  ]);
});
