import type { ActorCase } from './actorCase.ts';

export const loadingCases: ActorCase[] = [
  {
    title: '[A4] from reflow import … and import … from reflow work, with the decorator',
    python: `
from reflow import actor as a, ActorContext, Message

@a(name="Test", inports=["input"], outports=["output"])
async def double(context: ActorContext):
    return {"output": Message.integer(context.payload.get("input").unwrap() * 2)}
`,
    javascript: `
import { actor, Message } from 'reflow';

@actor({
  name: 'Test',
  inports: ['input'],
})
export async function double(context) {
  return { output: Message.integer(context.payload.get('input').unwrap() * 2) };
}
`,
    entry: 'double',
    firings: [[{ input: '4' }, { outputs: ['<output=8'] }]],
  },
  {
    title: '[D3, D4, A4] files that mark an actor without importing the marker run, with the names that go with it',
    python: `
@actor(name="Test", inports=["input"])
def double(context: ActorContext) -> Dict[str, Message]:
    return {"output": Message.integer(context.get_input("input") * 2)}
`,
    javascript: `
export default actor({ name: 'Test', inports: ['input'] }, (context) => ({
  output: Message.integer(context.getInput('input') * 2),
}));
`,
    entry: null,
    firings: [[{ input: '4' }, { outputs: ['<output=8'] }]],
  },
  {
    title: '[D4] a marked function is found without its name; require works, too',
    python: `
import reflow

@reflow.actor
def one(context):
    return "not this"

@reflow.actor("Other", inports=["a"])
def other(context):
    return "nor this"

@reflow.actor({"name": "Test"})
def two(context):
    return "this"
`,
    javascript: `
const { actor } = require('reflow');
actor({ name: 'Other' }, () => 'not this');
module.exports = { two: actor({ name: 'Test' }, () => 'this') };
`,
    entry: null,
    firings: [[{}, { outputs: ['<output="this"'] }]],
  },
  {
    title:
      '[D3, D4] of two actors that have one function name each keeps its code; a method of the default export runs',
    python: `
from functools import wraps

def logged(function):
    @wraps(function)
    def inner(context):
        return function(context) + "!"
    return inner

@logged
@actor(name="Test")
def process(context):
    return "this"

@actor(name="Other")
def process(context):
    return "not this"
`,
    javascript: `
export default { process: (context) => 'this!' };
`,
    firings: [[{}, { outputs: ['<output="this!"'] }]],
  },
  {
    title: '[S7] a module beside the actor is imported from where the actor is, also while it works',
    python: `
import importlib
from . import rates
from .rates import doubled
def process(context):
    return {"output": [doubled(rates.unit), importlib.import_module("rates").unit, importlib.reload(rates).unit]}
`,
    javascript: `
import { doubled, unit } from './rates.js';
export async function process() {
  return { output: [doubled(unit), (await import('./rates.js')).unit, require('./rates.js').unit] };
}
`,
    files: {
      'actors/rates.py': 'unit = 21\n\ndef doubled(value):\n    return 2 * value\n',
      'actors/rates.js': 'export const unit = 21;\nexport const doubled = (value) => 2 * value;\n',
    },
    firings: [[{}, { outputs: ['<output=[42,21,21]'] }]],
  },
  {
    title: "[S9] the actor's own top-level names shadow nothing of the runner's",
    python: `
import json
process_json, time, parse, sys, posix, Message, deque, read_message = [None] * 8
def print(*values):
    raise RuntimeError("mine")
class dict: pass
def len(value): return -1
def process(context):
    return {"output": [context.get_input("input"), len("abc"), json.dumps(1)]}
`,
    javascript: `
const JSON = null, Buffer = null, Map = null, Object = null, console = null, module2 = null, Promise = null;
function setImmediate() { throw new Error('mine'); }
function performance() {}
function process(context) {
  return { output: [context.getInput('input'), -1, '1'] };
}
`,
    firings: [[{ input: '{"a":[1]}' }, { outputs: ['<output=[{"a":[1]},-1,"1"]'] }]],
  },
  {
    title: '[S7, A7] files know themselves by an absolute path, and errors by the path that the person knows',
    python: `
import inspect, os
from pathlib import Path
from . import rates
def process(context):
    found = [__file__.removesuffix('.py'), str(Path(__file__).parent), os.path.abspath(rates.__file__), inspect.getsource(rates.fail).strip()[:10]]
    context.send_output("output", found)
    rates.fail()
`,
    javascript: `
import { fail } from './rates.js';
function process(context) {
  context.sendOutput('output', [__filename.replace('.js', ''), __dirname, '/actors/rates.py', 'def fail()']);
  fail();
}
`,
    files: {
      'actors/rates.py': 'def fail():\n    raise ValueError("here")\n',
      'actors/rates.js': 'export function fail() {\n  throw new Error("here");\n}\n',
    },
    firings: [
      [
        {},
        {
          outputs: ['output=["/actors/test.actor","/actors","/actors/rates.py","def fail()"]'],
          failure: {
            message: /^here$/,
            python: {
              stack:
                /File "actors\/test\.actor\.py", line 8, [^]*File "actors\/rates\.py", line 2, in fail\n {4}raise ValueError/,
            },
            javascript: { stack: /at fail \(actors\/rates\.js:2:\d+\)\n.*actors\/test/ },
          },
        },
      ],
    ],
  },
];
