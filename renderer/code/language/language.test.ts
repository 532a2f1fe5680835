import { describe, expect, it } from 'vitest';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import { apiMembers } from './actorApi.ts';
import { callAt, contextNames, ownerBefore, portCallAt, portsAt } from './codeContext.ts';

const component = (name: string, line: number, inports: string[], outports: string[]): ComponentDescription => ({
  id: name,
  name,
  namespace: 'actors',
  kind: 'script',
  badge: 'python',
  description: '',
  inports: inports.map((port) => ({ name: port, port_type: { type: 'any' }, required: true, description: '' })),
  outports: outports.map((port) => ({ name: port, port_type: { type: 'any' }, required: true, description: '' })),
  configSchema: null,
  tags: [],
  category: null,
  version: '1.0.0',
  awaitAllInports: null,
  icon: null,
  file: 'actors/units.py',
  line,
});

describe('help while writing an actor', () => {
  it('[E5] every member of A1 to A4 is known, in snake_case and in camelCase', () => {
    const python = apiMembers('python', 'ActorContext').map(({ name }) => name);
    for (const name of [
      'get_input',
      'send_output',
      'send_output_sync',
      'send',
      'has_input',
      'get_config',
      'get_payload',
      'get_state',
      'set_state',
      'get_outputs',
      'payload',
      'config',
      'state',
      'actor_id',
      'timestamp',
      'log',
    ])
      expect(python).toContain(name);
    expect(apiMembers('javascript', 'ActorContext').map(({ name }) => name)).toContain('sendOutputSync');
    expect(apiMembers('python', 'State').map(({ name }) => name)).toEqual([
      'get',
      'set',
      'delete',
      'exists',
      'keys',
      'increment',
      'decrement',
      'push',
      'pop',
      'extend',
      'expire',
      'ttl',
    ]);
    expect(apiMembers('python', 'Message').map(({ name }) => name)).toEqual([
      'integer',
      'float',
      'string',
      'boolean',
      'array',
      'object',
      'error',
      'bytes',
      'stream',
    ]);
  });

  it('[E5] parameters are cut out of the signature, brackets kept together', () => {
    const [getInput] = apiMembers('python', 'ActorContext');
    expect(getInput?.parameters).toEqual(['port: str', 'default: Any = None']);
    expect(apiMembers('python', 'Message').find(({ name }) => name === 'object')?.parameters).toEqual([
      'value: dict[str, Any]',
    ]);
  });

  it('[E5] inside get_input("…") and send_output("…") the actor’s own ports are asked for', () => {
    expect(portCallAt('    row = context.get_input("ro')).toEqual({ side: 'inports', typed: 'ro' });
    expect(portCallAt("  await context.sendOutput('")).toEqual({ side: 'outports', typed: '' });
    expect(portCallAt('  context.send_output_sync( "a')).toEqual({ side: 'outports', typed: 'a' });
    expect(portCallAt('context.get_input("row", "')).toBeUndefined();
    expect(portCallAt('resend("x')).toBeUndefined();
  });

  it('[E5] what stands before the dot is recognised', () => {
    const names = contextNames('async def process(c: ActorContext):');
    expect(names).toContain('c');
    expect(ownerBefore('    c.', names)).toBe('ActorContext');
    expect(ownerBefore('await context.state.inc', names)).toBe('State');
    expect(ownerBefore('return Message.', names)).toBe('Message');
    expect(ownerBefore('context.payload["row"].', names)).toBe('message');
    expect(ownerBefore('context.config.', names)).toBeUndefined();
    expect(ownerBefore('other.', names)).toBeUndefined();
  });

  it('[E5] the argument that the cursor is in is counted, nested calls aside', () => {
    expect(callAt('context.get_input("a", ')).toEqual({ name: 'get_input', argument: 1, chain: 'context.get_input' });
    expect(callAt('await context.state.set("k", f(1, 2), ')).toMatchObject({ name: 'set', argument: 2 });
    expect(callAt('context.log(')).toMatchObject({ argument: 0 });
    expect(callAt('x = 1')).toBeUndefined();
  });

  it('[E5] ports are those of the actor that the line is in', () => {
    const components = [component('A', 4, ['celsius'], ['fahrenheit']), component('B', 16, ['row'], ['value'])];
    const names = (line: number, side: 'inports' | 'outports') =>
      portsAt(components, 'actors/units.py', line, side).map(({ name }) => name);
    expect(names(12, 'inports')).toEqual(['celsius']);
    expect(names(30, 'outports')).toEqual(['value']);
    expect(names(1, 'inports')).toEqual(['celsius', 'row']);
    expect(portsAt(components, 'actors/other.py', 12, 'inports')).toEqual([]);
  });
});
