import { describe, expect, it } from 'vitest';
import { component } from '#shared/actor/componentFixture.ts';
import { cardWidth, portOffset } from '../cards/cardGeometry.ts';
import { besidePort, fittingPort, quickAddCandidates } from './candidates.ts';

const source = component('Source', { out: { count: 'integer', text: 'string', list: 'array<integer>' } });
const sink = component('Sink', { in: { number: 'float', flag: 'boolean', any: 'any', maybe: 'option<string>' } });

describe('quick-add', () => {
  it('[E2] offers only components with a port that the dropped wire fits, and names the best port', () => {
    const all = [source, sink, component('Text', { in: { text: 'string' } })];
    const offered = quickAddCandidates(all, '', { side: 'outports', type: { type: 'integer' } });
    expect(offered.map(({ component: { name }, port }) => [name, port?.name])).toEqual([['Sink', 'number']]);
    const upstream = quickAddCandidates(all, '', { side: 'inports', type: { type: 'string' } });
    expect(upstream.map(({ component: { name }, port }) => [name, port?.name])).toEqual([['Source', 'text']]);
  });

  it('[E2] prefers a port of the same type, then a required one', () => {
    const choosy = component('Choosy', { in: { any: 'any', exact: 'boolean' } });
    expect(fittingPort(choosy, { side: 'outports', type: { type: 'boolean' } })?.name).toBe('exact');
    expect(fittingPort(choosy, { side: 'outports', type: { type: 'stream' } })?.name).toBe('any');
  });

  it('[E2] puts the port that takes a dropped wire where it was dropped', () => {
    const inport = { component: sink, port: sink.inports[0]! };
    const outport = { component: source, port: source.outports[1]! };
    const at = { x: 500, y: 300 };
    expect(besidePort(inport, at)).toEqual({ x: 500, y: 300 - portOffset(0) });
    expect(besidePort(outport, at)).toEqual({ x: 500 - cardWidth, y: 300 - portOffset(1) });
    expect(besidePort({ component: sink, port: null }, at)).toEqual(at);
  });

  it('[E2] offers everything for a double-click', () => {
    expect(quickAddCandidates([source, sink], 'sin', null).map((one) => one.component.name)).toEqual(['Sink']);
  });
});
