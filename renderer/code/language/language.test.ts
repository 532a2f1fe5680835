import { describe, expect, it } from 'vitest';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import { component as described } from '#shared/actor/componentFixture.ts';
import { namesAt, nameCallAt } from './portContext.ts';

const anyPorts = (names: string[]) => Object.fromEntries(names.map((name) => [name, 'any']));
const component = (name: string, line: number, inports: string[], outports: string[]): ComponentDescription =>
  described(
    name,
    { in: anyPorts(inports), out: anyPorts(outports) },
    { namespace: 'actors', file: 'actors/units.py', line },
  );

describe('help while writing an actor', () => {
  it('[E5] inside get_input("…") and send_output("…") the actor’s own ports are asked for', () => {
    expect(nameCallAt('    row = context.get_input("ro')).toEqual({ kind: 'inports', typed: 'ro' });
    expect(nameCallAt("  await context.sendOutput('")).toEqual({ kind: 'outports', typed: '' });
    expect(nameCallAt('  context.send_output_sync( "a')).toEqual({ kind: 'outports', typed: 'a' });
    expect(nameCallAt('context.get_input("row", "')).toBeUndefined();
    expect(nameCallAt('resend("x')).toBeUndefined();
    expect(nameCallAt('    window = context.config.get("wi')).toEqual({ kind: 'config', typed: 'wi' });
    expect(nameCallAt("context.config['")).toEqual({ kind: 'config', typed: '' });
  });

  it('[E5] ports are those of the actor that the line is in', () => {
    const components = [component('A', 4, ['celsius'], ['fahrenheit']), component('B', 16, ['row'], ['value'])];
    const names = (line: number, side: 'inports' | 'outports') =>
      namesAt(components, 'actors/units.py', line, side).map(({ name }) => name);
    expect(names(12, 'inports')).toEqual(['celsius']);
    expect(names(30, 'outports')).toEqual(['value']);
    expect(names(1, 'inports')).toEqual(['celsius', 'row']);
    expect(namesAt(components, 'actors/other.py', 12, 'inports')).toEqual([]);
  });
});
