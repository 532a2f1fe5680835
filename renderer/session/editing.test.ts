import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RpcClient } from '#shared/rpc/client.ts';
import { connectionName } from '#shared/graph/graph.ts';
import { writeGraph } from '#shared/graph/writeGraph.ts';
import { addComment, changeComment, commentsOf } from '../graph/comments.ts';
import { whyNotConnect } from '../graph/connectionCheck.ts';
import { extractSubgraph } from '../graph/extractSubgraph.ts';
import { component } from '#shared/actor/componentFixture.ts';
import { byId } from '../graph/graphFixtures.ts';
import { addNode, connectPorts, moveNodes, reconnectWire, renameNode } from '../graph/graphSteps.ts';
import { renameGroup } from '../graph/groupSteps.ts';
import { routeWire } from '../graph/reroute.ts';
import {
  bypassSelection,
  copySelection,
  deleteSelection,
  disableSelection,
  duplicateSelection,
  groupSelection,
  pasteText,
} from '../commands/selectionActions.ts';
import { unpackSubgraph } from '../graph/unpackSubgraph.ts';
import { configStep } from '../inspector/config/configStep.ts';
import { createSession, type Session } from './createSession.ts';
import { followServer } from './followServer.ts';
import { GraphPeer } from './graphPeer.ts';

const path = 'test.graph.json';
const actions = 2000;
const components = byId(
  component('Source', { out: { row: 'object', tick: 'flow' } }),
  component('Mean', { in: { row: 'object', window: 'integer' }, out: { mean: 'float' } }),
  component('Alert', { in: { value: 'float', text: 'string' }, out: { alert: 'string' } }),
);

let peer: GraphPeer;
let client: RpcClient;
let session: Session;
let unfollow: () => void;
const state = () => session.store.getState();

beforeEach(async () => {
  peer = new GraphPeer();
  client = peer.connect();
  session = createSession(() => client);
  unfollow = followServer(session, client, (work) => work());
  await state().openGraph(path);
  session.store.setState({ components });
});
afterEach(() => unfollow());

/** The same numbers every time: a failure can be repeated. */
function numbers(seed: number): (below: number) => number {
  let at = seed;
  return (below) => {
    at = (Math.imul(at, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((at / 2 ** 32) * below);
  };
}

it(
  '[E3] after 2,000 random edits of every kind, undo leads back to the start and redo to the end, here and at the server',
  { timeout: 120_000 },
  async () => {
    const random = numbers(20_260);
    const pick = <T>(list: readonly T[]): T | undefined => list[random(list.length)];
    const subgraphs = new Map<string, ReturnType<typeof extractSubgraph>>();
    let clipboard = '';
    const nodeIds = (): string[] => Object.keys(state().graph!.processes);
    const some = <T>(list: readonly T[]): T[] => list.filter(() => random(4) === 0).slice(0, 6);
    const port = () => {
      const node = pick(nodeIds());
      const known = components.get(state().graph!.processes[node ?? '']?.component ?? '');
      const side = random(2) === 0 ? ('inports' as const) : ('outports' as const);
      const name = pick(known?.[side] ?? [])?.name;
      return node === undefined || name === undefined ? undefined : { node, port: name, side };
    };
    const wires = (): string[] => state().graph!.connections.flatMap((one) => (one.from ? [connectionName(one)] : []));
    const point = () => ({ x: random(3000), y: random(2000) });
    const apply = state().applyStep;

    const kinds: Record<string, () => void> = {
      add: () => apply(addNode(state().graph!, components, pick([...components.values()])!, point())),
      wire: () => {
        const [a, b] = [port(), port()];
        if (a && b && whyNotConnect(state().graph!, components, a, b) === undefined)
          apply(connectPorts(state().graph!, components, a, b));
      },
      reconnect: () => {
        const [a, b, wire] = [port(), port(), pick(wires())];
        if (a && b && wire !== undefined && whyNotConnect(state().graph!, components, a, b, wire) === undefined)
          apply(reconnectWire(state().graph!, components, wire, a, b));
      },
      reroute: () => {
        const wire = pick(wires());
        if (wire !== undefined) apply(routeWire(state().graph!, wire, Array.from({ length: random(4) }, point)));
      },
      move: () => {
        const comments = new Map(some(commentsOf(state().graph!)).map(({ id }) => [id, point()]));
        const [dx, dy] = [random(50), random(50)];
        const places = new Map(some(nodeIds()).map((id) => [id, { x: dx, y: dy }]));
        apply(moveNodes(state().graph!, places, 'Move', comments));
      },
      rename: () => apply(renameNode(state().graph!, pick(nodeIds()) ?? '', pick(['', 'Title', 'Ümläut'])!)),
      configure: () => {
        const node = state().graph!.processes[pick(nodeIds()) ?? ''];
        const step = node && configStep(node, { window: random(9), nested: { list: [random(3)] } });
        if (step) apply(step);
      },
      group: () => (select(some(nodeIds())), groupSelection(state())),
      nameGroup: () => apply(renameGroup(state().graph!, pick(state().graph!.groups)?.id ?? '', `Name ${random(5)}`)),
      comment: () => apply(addComment(state().graph!, point(), `note ${random(100)}`)),
      write: () => {
        const comment = pick(commentsOf(state().graph!));
        if (comment)
          apply(changeComment(state().graph!, comment.id, { text: `${random(9)}`, width: 100 + random(300) }));
      },
      disable: () => (select(some(nodeIds())), disableSelection(state())),
      bypass: () => (select(some(nodeIds())), bypassSelection(state())),
      copy: () => {
        select(
          some(nodeIds()),
          some(commentsOf(state().graph!)).map(({ id }) => id),
        );
        clipboard = copySelection(state()) ?? clipboard;
      },
      paste: () => nodeIds().length < 60 && pasteText(state(), clipboard, random(2) === 0 ? point() : undefined),
      duplicate: () => (select(some(nodeIds()).slice(0, 2)), nodeIds().length < 60 && duplicateSelection(state())),
      subgraph: () => {
        const made = extractSubgraph(state().graph!, components, some(nodeIds()), `Sub${subgraphs.size}`);
        if (!made) return;
        subgraphs.set(made.step.id, made);
        apply(made.step);
      },
      unpack: () => {
        const id = pick([...subgraphs.keys()].filter((one) => state().graph!.processes[one]));
        if (id !== undefined) apply(unpackSubgraph(state().graph!, id, subgraphs.get(id)!.inner));
      },
      delete: () => {
        select(
          some(nodeIds()).slice(0, 2),
          some(commentsOf(state().graph!))
            .slice(0, 1)
            .map(({ id }) => id),
          some(wires()).slice(0, 1),
        );
        deleteSelection(state());
      },
      undo: () => state().undo(),
      redo: () => state().redo(),
    };
    const select = (nodes: string[], comments: string[] = [], chosen: string[] = []): void =>
      state().select({ nodes, wires: chosen, comments });
    const settled = (): Promise<void> =>
      vi.waitFor(() => expect(state().tabs[0]!.pending.length).toBe(0), { timeout: 60_000, interval: 5 });

    const chances = [
      ...Object.keys(kinds),
      'add',
      'add',
      ...Array.from({ length: 8 }, () => ['wire', 'reconnect']).flat(),
    ];
    const start = writeGraph(state().graph!);
    const taken = new Set<string>();
    for (let count = 0; count < actions; count++) {
      const kind = pick(chances)!;
      const before = state().graph;
      kinds[kind]!();
      if (state().graph !== before) taken.add(kind);
      if (count % 100 === 0) await settled();
    }
    // Everything but what only reads has really happened.
    expect([...taken].toSorted()).toEqual(
      Object.keys(kinds)
        .filter((kind) => kind !== 'copy')
        .toSorted(),
    );
    expect(state().notices).toEqual([]);
    await settled();
    const end = writeGraph(state().graph!);
    expect(writeGraph(peer.graph)).toBe(end);

    while (state().tabs[0]!.undo.length > 0) state().undo();
    await settled();
    expect(writeGraph(state().graph!)).toBe(start);
    expect(writeGraph(peer.graph)).toBe(start);
    while (state().tabs[0]!.redo.length > 0) state().redo();
    await settled();
    expect(writeGraph(state().graph!)).toBe(end);
    expect(writeGraph(peer.graph)).toBe(end);
  },
);
