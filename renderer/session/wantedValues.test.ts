import { expect, it } from 'vitest';
import { component } from '#shared/actor/componentFixture.ts';
import { connectionName } from '#shared/graph/graph.ts';
import { byId, graphAfter } from '../graph/graphFixtures.ts';
import { addNode, connectPorts } from '../graph/graphSteps.ts';
import { createSession } from './createSession.ts';
import { followWanted } from './wantedValues.ts';

const pass = component('Pass', { in: { in: 'any' }, out: { out: 'any' } });
const components = byId(pass);
const graph = graphAfter(
  ...['a', 'b', 'c'].map(
    () => (before: Parameters<typeof addNode>[0]) => addNode(before, components, pass, { x: 0, y: 0 }),
  ),
  (before) =>
    connectPorts(
      before,
      components,
      { node: 'Pass', port: 'out', side: 'outports' },
      { node: 'Pass2', port: 'in', side: 'inports' },
    ),
);

it('[N13] values are asked for of what is in sight and of what the selection shows, and of all where all is drawn', () => {
  const { store } = createSession(() => {
    throw new Error('not asked');
  });
  store.setState({ graph });
  const asked: (readonly string[] | null)[] = [];
  let ended = 0;
  const end = followWanted(store, (nodes) => {
    asked.push(nodes);
    return () => void ended++;
  });
  store.setState({ inSight: [] });
  store.setState({ inSight: [] });
  store.setState({ inSight: ['Pass3'] });
  store.getState().selectNode('Pass2');
  store.getState().select({ nodes: [], wires: graph.connections.map(connectionName) });
  store.setState({ inSight: null });
  expect(asked).toEqual([null, [], ['Pass3'], ['Pass', 'Pass2', 'Pass3'], ['Pass', 'Pass3'], null]);
  expect(ended).toBe(5);
  end();
  store.setState({ inSight: ['Pass'] });
  expect([asked.length, ended]).toEqual([6, 6]);
});
