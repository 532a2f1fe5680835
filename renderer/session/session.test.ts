import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import type { RpcClient } from '#shared/rpc/client.ts';
import { component } from '#shared/actor/componentFixture.ts';
import { selectAll } from '../commands/selectionActions.ts';
import { addComment } from '../graph/comments.ts';
import { addNode, removeParts, renameNode } from '../graph/graphSteps.ts';
import { createSession, type Session } from './createSession.ts';
import { followServer } from './followServer.ts';
import { GraphPeer } from './graphPeer.ts';
import { isUnsaved } from './graphTab.ts';

const source = component('Source', { out: { row: 'object' } });
const path = 'test.graph.json';

describe('session', () => {
  let peer: GraphPeer;
  let client: RpcClient;
  let session: Session;
  let unfollow: () => void;

  const state = () => session.store.getState();
  const tab = () => state().tabs[0]!;
  const add = (): void => state().applyStep(addNode(state().graph!, new Map(), source, { x: 0, y: 0 }));
  const settled = (): Promise<void> => vi.waitFor(() => expect(tab().pending).toEqual([]), 30_000);
  const connect = (): void => {
    client = peer.connect();
    unfollow = followServer(session, client, (work) => work());
  };

  beforeEach(async () => {
    peer = new GraphPeer();
    session = createSession(() => client);
    connect();
    await state().openGraph(path);
    await vi.waitFor(() => expect(peer.calls.filter((call) => call === 'subscribe').length).toBeGreaterThan(4), 30_000);
  });
  afterEach(() => unfollow());

  it('[E1] what an edit leaves there stays selected, and is what all is: nodes and comments', () => {
    add();
    add();
    const [first, second] = Object.keys(state().graph!.processes) as [string, string];
    const comments = ['one', 'two'].map((text) => {
      const step = addComment(state().graph!, { x: 0, y: 0 }, text);
      state().applyStep(step);
      return step.id;
    });
    state().select({ nodes: [first, second], wires: [], comments });
    state().applyStep(removeParts(state().graph!, [first], [], comments.slice(0, 1)));
    const left = { nodes: [second], wires: [], comments: comments.slice(1) };
    expect(state().selection).toEqual(left);
    state().select({ nodes: [], wires: [] });
    selectAll(state());
    expect(state().selection).toEqual(left);
  });

  it('[E3] shows a step at once, sends it, and undoes and redoes it', async () => {
    add();
    expect(Object.keys(state().graph!.processes)).toEqual(['Source']);
    await settled();
    expect(Object.keys(peer.graph.processes)).toEqual(['Source']);
    state().undo();
    state().undo();
    await settled();
    expect(peer.graph.processes).toEqual({});
    state().redo();
    await settled();
    expect(peer.graph).toEqual(state().graph);
    expect(tab().undo).toHaveLength(1);
  });

  it('[E3] sends a step that is made in the same turn in which nothing more was to be sent', async () => {
    state().undo();
    add();
    await settled();
    expect(Object.keys(peer.graph.processes)).toEqual(['Source']);
  });

  it('[G1, E7] asks for the list of graphs again when somebody else makes or deletes one, and only then', async () => {
    const asked = (): number => peer.calls.filter((call) => call === 'workspace.info').length;
    const graph = component('made', {}, { kind: 'graph', file: 'made.graph.json' });
    const tell = async (...components: ComponentDescription[]): Promise<void> => {
      peer.tell('registry', { components, problems: [] });
      await vi.waitFor(() => expect(state().components.size).toBe(components.length));
    };
    await tell(source);
    await tell(source, component('Sink'));
    expect(asked()).toBe(1);
    await tell(source, component('Sink'), graph);
    expect(asked()).toBe(2);
    await tell(source);
    expect(asked()).toBe(3);
  });

  it('[E1] follows another graph once the one in front is closed', () => {
    state().closeGraph(path);
    expect(state().activePath).toBeNull();
    expect(state().breakpoints.size).toBe(0);
  });

  it('[G4] sends steps in order, each on the revision before it, and knows what is saved', async () => {
    add();
    add();
    add();
    expect(isUnsaved(tab())).toBe(true);
    await state().save();
    expect(Object.keys(peer.graph.processes)).toEqual(['Source', 'Source2', 'Source3']);
    expect(tab().revision).toBe(3);
    expect(isUnsaved(tab())).toBe(false);
  });

  it('[G4] puts edits made elsewhere below its own, and does not take its own for another’s', async () => {
    const theirs = addNode(peer.graph, new Map(), component('Theirs'), { x: 0, y: 0 });
    peer.before.push(theirs.edits);
    add();
    await settled();
    expect(Object.keys(state().graph!.processes).toSorted()).toEqual(['Source', 'Theirs']);
    expect(state().graph).toEqual(peer.graph);
    expect(tab().revision).toBe(2);
    peer.edit(renameNode(peer.graph, 'Source', 'Records').edits);
    await vi.waitFor(() => expect(state().graph).toEqual(peer.graph), 30_000);
  });

  it('[G4] shows the server’s graph and says so when a step does not fit it', async () => {
    const theirs = addNode(peer.graph, new Map(), source, { x: 500, y: 0 });
    peer.before.push(theirs.edits);
    add();
    await settled();
    await vi.waitFor(() => expect(state().graph).toEqual(peer.graph), 30_000);
    expect(state().graph!.processes['Source']!.metadata).toEqual({ studio: { x: 500, y: 0 } });
    expect(state().notices.map((notice) => notice.kind)).toEqual(['error']);
  });

  it('[R7] keeps edits made while disconnected and sends them afterwards', async () => {
    peer.disconnect();
    unfollow();
    await vi.waitFor(async () => expect(client.call('graph.list', {})).rejects.toThrow('Not connected'), 30_000);
    add();
    add();
    expect(Object.keys(state().graph!.processes)).toEqual(['Source', 'Source2']);
    connect();
    await settled();
    expect(peer.graph).toEqual(state().graph);
  });

  it('[R7] does not apply a step twice whose answer was lost', async () => {
    peer.loseNextAnswer = true;
    add();
    await vi.waitFor(async () => expect(client.call('graph.list', {})).rejects.toThrow('Not connected'), 30_000);
    unfollow();
    connect();
    await settled();
    expect(Object.keys(peer.graph.processes)).toEqual(['Source']);
    expect(state().graph).toEqual(peer.graph);
    expect(state().notices).toEqual([]);
  });
});
