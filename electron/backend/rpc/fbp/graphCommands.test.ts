import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactMetadata } from '#shared/graph/exactMetadata.ts';
import { emptyGraph, type Graph } from '#shared/graph/graph.ts';
import { applyEdits, invertEdits } from '#shared/graph/graphEdit.ts';
import { writePlain } from '#shared/message/json.ts';
import { WholeFloat } from '#shared/message/wholeFloat.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { fbpGraphJson } from './fbpGraphJson.ts';
import { graphCommands } from './graphCommands.ts';
import { messagesOf } from './graphMessages.ts';

const same = (name: string): string => name;

/** What a command leads to; undefined when it is refused. */
function run(graph: Graph, command: string, payload: object) {
  try {
    const change = graphCommands.get(command)!.run(graph, { ...payload, graph: 'g' }, same);
    const messages = change.messages ?? messagesOf('g', change.edits, same);
    return { ...change, messages, graph: applyEdits(graph, change.edits) };
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** Messages say the whole metadata as it is now, commands what changes. */
function replacing(payload: { metadata?: object }): object {
  if (!payload.metadata) return payload;
  return { ...payload, metadata: { x: null, y: null, label: null, tag: null, config: null, ...payload.metadata } };
}

const node = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
const port = fc.constantFrom('in', 'out', 'x');
const end = fc.record({ node, port, index: fc.option(fc.nat(2), { nil: undefined }) });
const metadata = fc.dictionary(fc.constantFrom('x', 'y', 'label', 'tag', 'config'), fc.option(fc.nat(9)));
const renaming = fc.record({ from: node, to: node });
const exported = fc.record({ public: port, node, port, metadata });
const group = fc.constantFrom('g1', 'g2');
const payloads: Record<string, fc.Arbitrary<object>> = {
  addnode: fc.record({ id: node, component: fc.constant('core/Repeat'), metadata }),
  removenode: fc.record({ id: node }),
  renamenode: renaming,
  changenode: fc.record({ id: node, metadata }),
  addedge: fc.record({ src: end, tgt: end, metadata }),
  removeedge: fc.record({ src: end, tgt: end }),
  changeedge: fc.record({ src: end, tgt: end, metadata }),
  addinitial: fc.record({ src: fc.record({ data: fc.jsonValue() }), tgt: end, metadata }),
  removeinitial: fc.record({ tgt: end }),
  addinport: exported,
  removeinport: fc.record({ public: port }),
  renameinport: fc.record({ from: port, to: port }),
  addoutport: exported,
  removeoutport: fc.record({ public: port }),
  renameoutport: fc.record({ from: port, to: port }),
  addgroup: fc.record({ name: group, nodes: fc.uniqueArray(node), metadata }),
  removegroup: fc.record({ name: group }),
  renamegroup: fc.record({ from: group, to: fc.constantFrom('g1', 'g2', 'g3') }),
  changegroup: fc.record({ name: group, metadata }),
};
const command = fc.constantFrom(...Object.keys(payloads)).chain((name) => fc.tuple(fc.constant(name), payloads[name]!));

describe('graph commands', () => {
  it('[R8] there is one for every message of the graph protocol', () => {
    expect([...graphCommands.keys()].sort()).toEqual(Object.keys(payloads).sort());
  });

  it('[R8, E3] whatever clients send, each change can be undone exactly, and its messages make the same graph elsewhere', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 60 }), (commands) => {
        let graph = emptyGraph('g');
        let mirror = emptyGraph('g');
        for (const [name, payload] of commands) {
          const done = run(graph, name, payload);
          if (!done) continue;
          expect(applyEdits(done.graph, invertEdits(done.edits))).toEqual(graph);
          graph = done.graph;
          for (const message of done.messages)
            mirror = run(mirror, message.command, replacing(message.payload as object))?.graph ?? mirror;
        }
        const groupsByName = (one: Graph) => ({
          ...fbpGraphJson(one, same),
          groups: one.groups.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        });
        expect(groupsByName(mirror)).toEqual(groupsByName(graph));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['port', 'addoutport', { public: 'x', node: 'a', port: 'out' }, 'renameoutport', { from: 'x', to: 'y' }],
    ['group', 'addgroup', { name: 'x', nodes: [] }, 'renamegroup', { from: 'x', to: 'y' }],
  ])('[R8] a %s is not renamed to what another is called', (_, add, first, rename, renaming) => {
    const second = { ...first, ...('public' in first ? { public: 'y' } : { name: 'y' }) };
    const commands: [string, object][] = [
      ['addnode', { id: 'a', component: 'C' }],
      [add, first],
      [add, second],
    ];
    const graph = commands.reduce((now, [name, payload]) => run(now, name, payload)!.graph, emptyGraph('g'));
    expect(() => graphCommands.get(rename)!.run(graph, { ...renaming, graph: 'g' }, same)).toThrow(AppError);
  });

  it('[G3] a position is the layout’s, everything else stays as clients wrote it', () => {
    const made = run(emptyGraph('g'), 'addnode', { id: 'a', component: 'C', metadata: { x: 1, label: 'A', tag: 2 } })!;
    expect(made.graph.processes['a']!.metadata).toEqual({ tag: 2, studio: { x: 1, title: 'A' } });
    const changed = run(made.graph, 'changenode', { id: 'a', metadata: { x: null, tag: null, y: 5 } })!;
    expect(changed.graph.processes['a']!.metadata).toEqual({ studio: { title: 'A', y: 5 } });
    expect(changed.messages).toMatchObject([{ payload: { metadata: { label: 'A', y: 5 } } }]);
  });

  it('[M3, R8] settings keep floats that are whole, until they are changed', () => {
    const config = { gain: new WholeFloat('2.0'), count: 3 };
    const made = run(emptyGraph('g'), 'addnode', { id: 'a', component: 'C', metadata: { config } })!;
    const settings = (graph: Graph): string => writePlain(exactMetadata(graph.processes['a']!));
    expect(settings(made.graph)).toBe('{"config":{"gain":2.0,"count":3}}');
    const changed = run(made.graph, 'changenode', { id: 'a', metadata: { config: { gain: 2 } } })!;
    expect(settings(changed.graph)).toBe('{"config":{"gain":2}}');
  });
});
