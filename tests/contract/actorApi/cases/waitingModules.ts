import type { ActorCase } from './actorCase.ts';

/** `await` at the top of a module in JavaScript; in Python, which has none, what a program does for it. */
export const waitingModuleCases: ActorCase[] = [
  {
    title: '[D4] top-level await of an ES module, with the decorator form, is over before the first message',
    python: `
import asyncio
from reflow import actor, Message

async def make():
    await asyncio.sleep(0.01)
    return 40

base = asyncio.run(make())

@actor({"name": "Test"})
def add(context):
    return {"output": Message.integer(base + context.get_input("input"))}
`,
    javascript: `
import { setTimeout as sleep } from 'node:timers/promises';
import { actor, Message } from 'reflow';

const base = await sleep(10, 40);

@actor({
  name: 'Test',
})
export async function add(context) {
  return { output: Message.integer(base + context.getInput('input')) };
}
`,
    entry: 'add',
    firings: [
      [{ input: '2' }, { outputs: ['<output=42'] }],
      [{ input: '3' }, { outputs: ['<output=43'] }],
    ],
  },
  {
    title: '[D4] an actor that is marked after the wait is found without its name; require works, too',
    python: `
import asyncio
asyncio.run(asyncio.sleep(0))
import reflow

@reflow.actor({"name": "Test"})
def two(context):
    return "this"
`,
    javascript: `
const { actor } = require('reflow');
await Promise.resolve();
const { sep } = await import('node:path');
const two = actor({ name: 'Test' }, () => sep === '/' ? 'this' : 'that');
`,
    entry: null,
    firings: [[{}, { outputs: ['<output="this"'] }]],
  },
  {
    title: '[S7] TypeScript whose imports wait, too, and one that is imported in the middle of it',
    python: `
from helper import base
def process(context):
    import late
    return base + late.more
`,
    javascript: `
import { base } from './helper.ts';
const { more }: { more: number } = await import('./late.ts');
export const metadata = { name: 'Test' };
export default (): number => base + more;
`,
    file: { javascript: 'actors/test.actor.ts' },
    files: {
      'actors/helper.py': 'import asyncio\nbase = asyncio.run(asyncio.sleep(0, 40))\n',
      'actors/late.py': 'more = 2\n',
      'actors/helper.ts': 'export const base: number = await new Promise<number>((resolve) => resolve(40));\n',
      'actors/late.ts': 'export const more = await Promise.resolve(2);\n',
    },
    entry: null,
    firings: [[{}, { outputs: ['<output=42'] }]],
  },
  {
    title: "[S9] the top-level names of a module that waits shadow nothing of the runner's or of the bundler's",
    python: `
import asyncio
asyncio.run(asyncio.sleep(0))
json, sys, time, process_json = [None] * 4
def dict(*_): return None
def process(context):
    return {"output": [context.get_input("input"), dict()]}
`,
    javascript: `
const JSON = null, Object = null, Promise = null, require = null, module = null, exports = null, __reflowNamed2 = null;
await null;
function setImmediate() { throw new Error('mine'); }
function process(context) {
  return { output: [context.getInput('input'), Object] };
}
`,
    firings: [[{ input: '{"a":[1]}' }, { outputs: ['<output=[{"a":[1]},null]'] }]],
  },
  {
    title: "[A7] errors of a module that waited have the user's own files and lines",
    python: `
import asyncio
asyncio.run(asyncio.sleep(0))

from reflow import actor
from helper import check

@actor({"name": "Test"})
async def process(context):
    await asyncio.sleep(0)
    return check(context.get_input("input"))
`,
    javascript: `
import { check } from './helper.ts';
const ready: number = await Promise.resolve(1);

@actor({
  name: 'Test',
  inports: ['input'],
})
export async function process(context: { getInput(port: string): number }) {
  await null;
  return check(context.getInput('input'));
}
`,
    file: { javascript: 'actors/test.actor.ts' },
    files: {
      'actors/helper.py': '\ndef check(value):\n    raise ValueError(f"{value} is bad")\n',
      'actors/helper.ts':
        'interface Unused {\n  a: 1;\n}\nawait 0;\nexport function check(value: number): never {\n  throw new RangeError(`${value} is bad`);\n}\n',
    },
    firings: [
      [
        { input: '3' },
        {
          failure: {
            message: /^3 is bad$/,
            port: 'input',
            python: {
              stack:
                /File "actors\/test\.actor\.py", line 11, in process[^]*File "actors\/helper\.py", line 3, in check[^]*ValueError: 3 is bad$/,
            },
            javascript: {
              stack:
                /^RangeError: 3 is bad\n {4}at check \(actors\/helper\.ts:6:\d+\)\n {4}at process \(actors\/test\.actor\.ts:11:\d+\)$/,
            },
          },
        },
      ],
    ],
  },
];
