import { syscalls } from '../../../electron/backend/sandbox/bubblewrap/seccomp/syscalls.ts';
import type { ScriptRuntime } from '#shared/actor/actor.ts';

/** Numbers of system calls on this machine. */
const numbers = Object.fromEntries(
  Object.entries(syscalls).flatMap(([name, [x64, arm64]]) => {
    const number = process.arch === 'arm64' ? arm64 : x64;
    return number === null ? [] : [[name, number]];
  }),
);

/** Actors that do what their input says, and tell what came of it. */
export const attackers: Readonly<Record<ScriptRuntime, string>> = {
  python: `
import textwrap
numbers = ${JSON.stringify(numbers)}
def syscall(name, *values):
    import ctypes, errno
    library = ctypes.CDLL(None, use_errno=True)
    result = library.syscall(ctypes.c_long(numbers[name]), *[
        ctypes.c_long(value) if isinstance(value, int) else value for value in values])
    if result == -1: raise OSError(ctypes.get_errno(), name)
    return result
def reach(word):
    '''Calls that come as far as the kernel, whatever it thinks of them, answer the word.'''
    def call(one):
        try: syscall(*one)
        except OSError as failure:
            if failure.errno in (1, 38): raise
        return word
    return call
def read(path):
    with open(path, 'rb') as file: return file.read(1 << 16).decode('latin-1')
def write(path, text):
    with open(path, 'r+') as file: file.write(text)
def connect(address, family=None, kind=None):
    import socket
    connection = socket.socket(family or socket.AF_INET, kind or socket.SOCK_STREAM)
    connection.settimeout(20)
    connection.connect(address)
    connection.send(b'GET / HTTP/1.0\\r\\n\\r\\n')
    return connection.recv(1000)
def each(action, values):
    found = []
    for value in values:
        try: found.append(action(value))
        except Exception as failure: found.append(type(failure).__name__)
    return found
def script(text):
    import js
    return str(js.Object.constructor('return (' + text + ')')())
async def process(context):
    scope = dict(globals())
    exec('async def attempt(context):\\n' + textwrap.indent(context.get_input('input'), '    '), scope)
    try:
        return {'output': repr(await scope['attempt'](context))}
    except BaseException as failure:
        return {'output': 'refused: %r' % failure}
`,
  javascript: `
const read = (path) => require('node:fs').readFileSync(path, 'latin1');
const write = (path, text) => require('node:fs').writeFileSync(path, text, { flag: 'r+' });
const start = (program, ...args) => {
  const { stdout, stderr, error } = require('node:child_process').spawnSync(program, args, { encoding: 'latin1', timeout: 20_000 });
  return stdout + stderr + (error ?? '');
};
const connect = (options) => new Promise((resolve, reject) => {
  const socket = require('node:net').connect(options, () => socket.write('GET / HTTP/1.0\\r\\n\\r\\n'));
  socket.setTimeout(20_000, () => reject(new Error('timeout')));
  socket.on('data', (data) => resolve(String(data)));
  socket.on('error', reject);
});
const each = async (action, values) => {
  const found = [];
  for (const value of values) try { found.push(await action(value)); } catch (failure) { found.push(failure?.code ?? failure?.name); }
  return found;
};
/** Machine code as a program of its own: the number with which it ends, and the word when it came as far as the kernel. */
const execute = (program, word) => {
  const fs = require('node:fs');
  const path = '/tmp/program-' + Math.random();
  fs.writeFileSync(path, Buffer.from(program, 'base64'), { mode: 0o755 });
  try {
    const { status, signal } = require('node:child_process').spawnSync(path, { timeout: 20_000 });
    return [status, signal, ...(status === null || status === 1 || status === 38 ? [] : [word])].join(' ');
  } finally { fs.unlinkSync(path); }
};
const load = (name) => require(name);
const shown = (value) => { try { return typeof value + ' ' + (JSON.stringify(value) ?? String(value)); } catch { return String(value); } };
const AsyncFunction = (async () => {}).constructor;
export async function process(context) {
  const names = { read, write, start, connect, each, execute, require: load };
  try {
    const attempt = new AsyncFunction('context', ...Object.keys(names), context.getInput('input'));
    return { output: shown(await attempt(context, ...Object.values(names))) };
  } catch (failure) {
    return { output: 'refused: ' + failure };
  }
}
`,
};
