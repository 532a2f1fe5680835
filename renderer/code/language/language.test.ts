import { describe, expect, it } from 'vitest';
import type { ComponentDescription } from '#shared/actor/actor.ts';
import { actorArguments, apiMembers, type ApiOwner } from './actorApi.ts';
import { callAt, contextNames, ownerBefore, portCallAt, portsAt } from './codeContext.ts';
import { readPythonStub } from './pythonStub.ts';

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
  it('[A4] every member of A1 to A4 is known from the stub', () => {
    const names = (owner: ApiOwner) => apiMembers(owner).map(({ name }) => name);
    for (const name of [
      ...['get_input', 'has_input', 'send_output', 'send_output_sync', 'send', 'get_outputs', 'log'],
      ...['get_payload', 'get_config', 'get_state', 'set_state', 'payload', 'config', 'state', 'actor_id', 'timestamp'],
    ])
      expect(names('ActorContext')).toContain(name);
    for (const name of [
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
    ])
      expect(names('State')).toContain(name);
    for (const name of ['integer', 'float', 'string', 'boolean', 'array', 'object', 'error', 'bytes', 'stream'])
      expect(names('Message')).toContain(name);
    expect(names('message')).toEqual(expect.arrayContaining(['unwrap', 'is_error', 'type']));
    expect(names('message')).not.toContain('integer');
    expect(actorArguments().map(({ name }) => name)).toEqual(
      expect.arrayContaining(['name', 'inports', 'config_schema', 'timeout']),
    );
  });

  it('[E5] a stub is read with signatures, parameters and descriptions', () => {
    const stub = [
      'class Box:',
      '    size: int',
      '    @property',
      '    def lid(self) -> str:',
      '        """What closes it."""',
      '    @overload',
      '    def put(self) -> None: ...',
      '    @overload',
      '    def put(self, things: dict[str, Any], at: int = 0) -> None:',
      '        """Puts things in.',
      '',
      '        All of them.',
      '        """',
      '    def _hidden(self) -> None: ...',
    ].join('\n');
    expect(readPythonStub(stub).get('Box')).toEqual([
      { name: 'size', signature: 'size: int', parameters: [], description: '', kind: 'property', isStatic: false },
      {
        name: 'lid',
        signature: 'lid: str',
        parameters: [],
        description: 'What closes it.',
        kind: 'property',
        isStatic: false,
      },
      {
        name: 'put',
        signature: 'put(things: dict[str, Any], at: int = 0) -> None',
        parameters: ['things: dict[str, Any]', 'at: int = 0'],
        description: 'Puts things in.\n\nAll of them.',
        kind: 'method',
        isStatic: false,
      },
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
