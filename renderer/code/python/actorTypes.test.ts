import { describe, expect, it } from 'vitest';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import { component as described } from '#shared/actor/componentFixture.ts';
import { overlay } from './actorOverlay.ts';
import { actorStub, contextClassOf } from './actorStub.ts';

const component = (name: string, more: Partial<ComponentDescription> = {}): ComponentDescription =>
  described(
    name,
    { in: { row: 'object' }, out: { mean: 'float' } },
    { namespace: 'actors', file: 'actors/units.py', line: 1, ...more },
  );
const classes = { A: contextClassOf(0), B: contextClassOf(1) };
const read = (text: string, ...names: ('A' | 'B')[]) =>
  overlay(
    text,
    names.map((name) => component(name)),
    ({ name }) => classes[name as 'A' | 'B'],
  );

describe('the types of an actor’s context', () => {
  it('[E5] each actor of a file has its own, and no place in the text moves', () => {
    const text = [
      'from reflow import actor, ActorContext',
      '@actor(name="B", inports=["row"])',
      'async def second(context: ActorContext) -> None:',
      '    pass',
      'def aid(context: ActorContext): pass',
      '@actor(inports=["row"], outports=["mean"])',
      'def A(context):',
      '    return {}',
    ];
    const overlaid = read(text.join('\n'), 'A', 'B');
    const lines = overlaid.text.split('\n');
    expect(lines[2]).toBe('async def second(context: ReflowCtx001) -> None:');
    expect(lines[6]).toBe('def A(context):  # type: (ReflowCtx000) -> object');
    expect(lines.filter((_, index) => index !== 2 && index !== 6)).toEqual(
      text.filter((_, index) => index !== 2 && index !== 6),
    );
    expect(overlaid.actors.map(({ component: { name }, declares }) => [name, declares])).toEqual([
      ['B', { inports: true, outports: false }],
      ['A', { inports: true, outports: true }],
    ]);
  });

  it('[E5] a plain process has those of the file’s only actor; ports that are only used are not checked', () => {
    const overlaid = read('def process(context):\n    return {"output": context.get_input("row")}\n', 'A');
    expect(overlaid.text.split('\n')[0]).toContain('# type: (ReflowCtx000)');
    expect(actorStub(overlaid.actors)).toContain('class ReflowCtx000(reflow.ActorContext):\n    pass');
    expect(read('def process(context): return 1', 'A').actors).toEqual([]);
    expect(read('def other(context):\n    pass', 'A').actors).toEqual([]);
  });

  it('[E5] ports and config have their declared types', () => {
    const configSchema = {
      properties: {
        window: { type: 'integer', default: 7 },
        field: { type: 'string' },
        way: { enum: ['a', 'b'] },
        steps: { type: 'array', items: { type: 'number' } },
      },
    };
    const stub = actorStub([
      {
        component: component('A', { configSchema }),
        contextClass: 'ReflowCtx000',
        declares: { inports: true, outports: true },
      },
    ]);
    for (const line of [
      'def get_input(self, port: Literal["row"]) -> dict[str, Any]: ...',
      'def send_output(self, port: Literal["mean"], value: float | reflow.Message',
      'def __getitem__(self, key: Literal["window"], /) -> int: ...',
      'def get(self, key: Literal["field"]) -> str | None: ...',
      'def get(self, key: Literal["steps"]) -> list[float] | None: ...',
      'def get(self, key: Literal["window"], default: _T) -> int: ...',
      '-> Literal["a", "b"]: ...',
      'def config(self) -> ReflowCfg000: ...',
    ])
      expect(stub).toContain(line);
  });
});
