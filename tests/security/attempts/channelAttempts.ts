import type { AttemptGroup } from './attempt.ts';

/** Where the runner keeps what talks to the host, in any of the sandboxes. */
const pythonRunner = `import gc, sys
runner = [one for one in gc.get_objects() if type(one).__module__.split('.')[0] in ('reflow', 'builtins') and type(one).__name__ in ('Channel', 'Worker', 'Instance', 'ActorContext')]`;

const crafted = [
  'test:victim:key',
  '../victim/key',
  'victim:key',
  'test%3Avictim%3Akey',
  '\\0victim\\0key',
  'victim\\u0000key',
  '/victim/key',
  'key',
  '__proto__',
  'constructor',
  '*',
];
const keys = JSON.stringify(crafted).replaceAll('\\\\', '\\');

export const channel: AttemptGroup = {
  what: 'speak for others on the channel to the program',
  attempts: [
    {
      title: 'frames forged on every descriptor',
      python: `import os, struct
for tag in (0, 1, 0xffffffff):
    record = struct.pack('<BBHIII', 19, 0, 6, 2, 1, 8) + b'output' + b'"forged"'
    for number in range(3, 64):
        try: os.write(number, struct.pack('<II', len(record), tag) + record)
        except OSError: pass`,
      javascript: `const record = Buffer.alloc(30), fs = require('node:fs');
record[0] = 19; record.writeUInt16LE(6, 2); record.writeUInt32LE(2, 4); record.writeUInt32LE(1, 8); record.writeUInt32LE(8, 12);
record.write('output"forged"', 16);
for (const tag of [0, 1, 0xffffffff]) {
  const header = Buffer.alloc(8); header.writeUInt32LE(record.length, 0); header.writeUInt32LE(tag, 4);
  for (let number = 3; number < 64; number++) try { fs.writeSync(number, Buffer.concat([header, record])); } catch {}
}`,
    },
    {
      title: 'a giant frame',
      python: `import os, struct
for number in range(3, 64):
    try: os.write(number, struct.pack('<II', 0xffffffff, 0) + b'x' * 4096)
    except OSError: pass`,
      javascript: `const bytes = Buffer.alloc(4096, 0xff), fs = require('node:fs');
for (let number = 3; number < 64; number++) try { fs.writeSync(number, bytes); } catch {}`,
    },
    {
      title: 'a frame that is cut, and another in its place',
      python: `import os, struct
for number in range(3, 64):
    try: os.write(number, struct.pack('<I', 400)); os.write(number, b'{"forged": true}')
    except OSError: pass`,
      javascript: `const fs = require('node:fs');
for (let number = 3; number < 64; number++) try { fs.writeSync(number, Buffer.from([144, 1, 0, 0])); fs.writeSync(number, '{"forged": true}'); } catch {}`,
    },
    {
      title: 'frames in prints',
      python: `import os, struct, sys
for number in (1, 2): os.write(number, struct.pack('<II', 30, 0) + struct.pack('<BBHIII', 19, 0, 6, 2, 1, 8) + b'output' + b'"forged"')
print('\\x13\\x00\\x06output"forged"', file=sys.stderr)`,
      javascript: `console.log('\\x13\\x00\\x06output"forged"');
console.error('\\x13\\x00\\x06output"forged"');`,
    },
    {
      title: "records of another actor, by the runner's own writer",
      python: `${pythonRunner}
def forge(one):
    import json
    for name in ('number', 'instance', '_instance', '_number'):
        if hasattr(one, name): setattr(one, name, 2)
    for name in ('put', 'write', 'send', 'emit'):
        if hasattr(one, name): getattr(one, name)(19, 0, 2, 1, 'output', '"forged"')
return each(forge, runner)`,
      javascript: `const seen = [];
for (const name of ['get', 'set']) {
  const method = Map.prototype[name];
  Map.prototype[name] = function (...values) { seen.push(this, ...values); return method.apply(this, values); };
}
await context.state.get('x');
for (const one of seen) try { for (const value of one instanceof Map ? one.values() : [one]) { value.number = 2; value.channel?.put?.(19, 0, 2, 1, 'output', '"forged"'); } } catch {}
return 'tried'`,
    },
    {
      title: 'outputs on ports that are not its own',
      python: `return [await context.send_output(port, 'forged') for port in ('__proto__', 'constructor', 'neighbour.output', '../output', 'error\\0')]`,
      javascript: `return each((port) => context.sendOutput(port, 'forged'), ['__proto__', 'constructor', 'neighbour.output', '../output', 'error\\0'])`,
    },
    {
      title: 'descriptors sent to the program',
      python: `import os, socket
for number in range(3, 16):
    try: socket.send_fds(socket.socket(fileno=os.dup(number)), [b' '], [os.open('/dev/null', os.O_RDONLY)] * 10)
    except OSError: pass`,
      javascript: `return each((path) => require('node:fs').writeFileSync(path, 'x'), ['/proc/self/fd/3', '/proc/self/fd/4', '/dev/fd/3'])`,
    },
  ],
};

export const values: AttemptGroup = {
  what: 'harm the program by what it sends',
  attempts: [
    {
      title: '`__proto__` and constructor in outputs',
      python: `await context.send_output('output', {'__proto__': {'polluted': True}, 'constructor': {'prototype': {'polluted': True}}})`,
      javascript: `await context.sendOutput('output', JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'))`,
    },
    {
      title: '`__proto__` as a key of state, of a log and of an error',
      python: `await context.state.set('__proto__', {'polluted': True})
context.log('__proto__', '__proto__')
error = type('__proto__', (Exception,), {})('polluted')
raise error`,
      javascript: `await context.state.set('__proto__', { polluted: true });
context.log('__proto__', '__proto__');
throw Object.assign(new Error('polluted'), { name: '__proto__', __proto__: { polluted: true } })`,
    },
    {
      title: 'values nested two hundred thousand deep',
      python: `value = []
for _ in range(200000): value = [value]
await context.send_output('output', value)`,
      javascript: `let value = [];
for (let depth = 0; depth < 200000; depth++) value = [value];
await context.sendOutput('output', value)`,
    },
    {
      title: 'messages that say they are others',
      python: `for form in ({'type': 'Integer', 'data': 'x'}, {'type': 'RemoteReference', 'data': 'SOCKET'}, {'type': 'Encoded', 'data': '***'}, {'type': 'Stream', 'data': 1}):
    await context.send_output('output', form)`,
      javascript: `for (const form of [{ type: 'Integer', data: 'x' }, { type: 'RemoteReference', data: 'SOCKET' }, { type: 'Encoded', data: '***' }, { type: 'Stream', data: 1 }])
  await context.sendOutput('output', form)`,
    },
    {
      title: 'changed prototypes and functions of the runner',
      python: `import builtins, json
for name in ('open', 'print', 'len', 'isinstance'): setattr(builtins, name, None)
json.dumps = None`,
      javascript: `Object.prototype.polluted = true;
JSON.parse = JSON.stringify = () => '"forged"';
String.prototype.includes = RegExp.prototype.test = () => true;`,
    },
  ],
};

export const states: AttemptGroup = {
  what: "reach another actor's state",
  attempts: [
    {
      title: 'reading by crafted keys',
      python: `return [await context.state.get(key) for key in ${keys}]`,
      javascript: `return Promise.all(${keys}.map((key) => context.state.get(key)))`,
    },
    {
      title: 'writing by crafted keys',
      python: `for key in ${keys}: await context.state.set(key, 'taken')`,
      javascript: `for (const key of ${keys}) await context.state.set(key, 'taken')`,
    },
    {
      title: 'deleting and listing by crafted keys',
      python: `for key in ${keys}: await context.state.delete(key)
return await context.state.keys()`,
      javascript: `for (const key of ${keys}) await context.state.delete(key);
return context.state.keys()`,
    },
    {
      title: 'under a name that is not its own',
      python: `for name in ('actor_id', '_actor_id', 'namespace', 'graph'):
    try: object.__setattr__(context, name, 'victim')
    except Exception: pass
state = type(context.state)
return [await context.state.get('key'), await context.get_state('key')]`,
      javascript: `for (const name of ['actorId', 'actor_id', 'namespace', 'graph']) try { Object.defineProperty(context, name, { value: 'victim' }); } catch {}
return [await context.state.get('key'), await context.getState('key')]`,
    },
    {
      title: 'by operations that there are not',
      python: `${pythonRunner}
def ask(one):
    return one.issue(one, '["get","key"]') if hasattr(one, 'issue') else [getattr(one, name) for name in dir(one) if 'state' in name]
return each(ask, runner)`,
      javascript: `return each((name) => context.state[name]?.('key'), ['constructor', '__proto__', 'scan', 'list', 'raw', 'run', 'namespace'])`,
    },
  ],
};
