import type { ActorCase } from './actorCase.ts';

export const failureCases: ActorCase[] = [
  {
    title: "[A7] an exception says type, message, the user's own file and lines, and the inport; the actor lives on",
    python: `
def half(number):
    if number % 2:
        raise ValueError(f"{number} is odd")
    return number // 2

async def process(context):
    return {"output": half(context.get_input("number"))}
`,
    javascript: `
function half(number) {
  if (number % 2) throw new RangeError(\`\${number} is odd\`);
  return number / 2;
}

async function process(context) {
  return { output: half(context.getInput('number')) };
}
`,
    inports: ['other', 'number'],
    firings: [
      [
        { other: '1', number: '3' },
        {
          failure: {
            message: /^3 is odd$/,
            port: 'number',
            python: {
              type: 'ValueError',
              stack: /File "actors\/test\.actor\.py", line 8, in process[^]*line 4, in half[^]*ValueError: 3 is odd$/,
            },
            javascript: {
              type: 'RangeError',
              stack:
                /^RangeError: 3 is odd\n {4}at half \(actors\/test\.actor\.js:3:\d+\)\n {4}at process \(actors\/test\.actor\.js:8:\d+\)$/,
            },
          },
        },
      ],
      [{ other: '1', number: '4' }, { outputs: ['<output=2'] }],
    ],
  },
  {
    title: '[A7] ending the program is an error, and the actor lives on',
    python: `
import sys
def process(context):
    if context.get_input("input") == 0:
        sys.exit(3)
    return 1
`,
    javascript: `
export default function (context) {
  if (context.getInput('input') === 0) process.exit(3);
  return 1;
}
`,
    entry: null,
    firings: [
      [{ input: '0' }, { failure: { message: /exit\(3\)/ } }],
      [{ input: '1' }, { outputs: ['<output=1'] }],
    ],
  },
  {
    title: "[A7] an error of the actor's own class has its name",
    python: `
class Empty(ValueError):
    pass
def process(context):
    raise Empty("no rows")
`,
    javascript: `
class Empty extends RangeError {}
function process() {
  throw new Empty('no rows');
}
`,
    firings: [[{}, { failure: { type: 'Empty', message: /^no rows$/ } }]],
  },
  {
    title: '[A2] sending after the end of the firing is an error of the sender, not a message of the next one',
    python: `
kept = []
def process(context):
    if kept:
        kept[0].send_output("output", "late")
    kept.append(context)
    return 1
`,
    javascript: `
let kept;
function process(context) {
  if (kept) kept.sendOutput('output', 'late');
  kept = context;
  return 1;
}
`,
    firings: [
      [{}, { outputs: ['<output=1'] }],
      [{}, { failure: { message: /already finished/ } }],
    ],
  },
  {
    title: '[A7] an error deep inside what somebody else wrote still has the places of the actor',
    python: `
import json

class Deep(dict):
    def __init__(self, depth):
        super().__init__(x=Deep(depth - 1) if depth else {1: fail})

def fail():
    pass

def process(context):
    return json.loads(json.dumps(Deep(30)))
`,
    javascript: `
import { deep } from 'deep';

function process(context) {
  return deep(30);
}
`,
    files: {
      'node_modules/deep/package.json': '{"name":"deep","main":"main.js"}',
      'node_modules/deep/main.js':
        'exports.deep = (depth) => {\n  if (depth === 0) throw new TypeError("not serializable");\n  return exports.deep(depth - 1);\n};\n',
    },
    firings: [
      [
        {},
        {
          failure: {
            type: 'TypeError',
            message: /not .*serializable/,
            python: { stack: /File "actors\/test\.actor\.py", line 12, in process/ },
            javascript: { stack: /^TypeError: not serializable\n {4}at process \(actors\/test\.actor\.js:5:\d+\)$/ },
          },
        },
      ],
    ],
  },
  {
    title: '[A7] what caused an error is told with its own places, and a circle of causes ends',
    python: `
def parse(text):
    return int(text)

def process(context):
    try:
        parse("x")
    except ValueError as cause:
        error = RuntimeError("outer")
        error.__cause__ = cause
        cause.__cause__ = error
        raise error
`,
    javascript: `
function parse(text) {
  throw new SyntaxError(text);
}

function process(context) {
  try {
    parse('x');
  } catch (cause) {
    const error = new Error('outer', { cause });
    cause.cause = error;
    throw error;
  }
}
`,
    firings: [
      [
        {},
        {
          failure: {
            message: /^outer$/,
            python: { stack: /line 3, in parse[^]*ValueError: [^]*line 12, in process[^]*RuntimeError: outer$/ },
            javascript: {
              stack:
                /^Error: outer\n {4}at process \(actors\/test\.actor\.js:10:\d+\)\nCaused by SyntaxError: x\n {4}at parse \(actors\/test\.actor\.js:3:\d+\)\n {4}at process \(actors\/test\.actor\.js:8:\d+\)$/,
            },
          },
        },
      ],
    ],
  },
  {
    title: '[A7, A6] errors in generators, in their helpers and in streams that are sent have their own lines',
    python: `
import helper

async def items(numbers):
    for number in numbers:
        yield helper.check(number)

async def process(context):
    await context.send_output("output", items([1, 2]))
`,
    javascript: `
import { check } from './helper.ts';

async function* items(numbers) {
  for (const number of numbers) yield check(number);
}

async function process(context) {
  await context.sendOutput('output', items([1, 2]));
}
`,
    files: {
      'actors/helper.py':
        '\ndef check(value):\n    if value == 2:\n        raise ValueError(f"{value} is bad")\n    return value\n',
      'actors/helper.ts':
        'enum Bad {\n  two = 2,\n}\nexport function check(value: number): number {\n  if (value === Bad.two) throw new RangeError(`${value} is bad`);\n  return value;\n}\n',
    },
    firings: [
      [
        {},
        {
          outputs: ['output=1'],
          failure: {
            message: /^2 is bad$/,
            python: {
              stack:
                /File "actors\/test\.actor\.py", line 9, in process[^]*test\.actor\.py", line 6, in items[^]*File "actors\/helper\.py", line 4, in check[^]*ValueError: 2 is bad$/,
            },
            javascript: {
              stack:
                /^RangeError: 2 is bad\n {4}at check \(actors\/helper\.ts:5:\d+\)\n {4}at items \(actors\/test\.actor\.js:5:\d+\)/,
            },
          },
        },
      ],
    ],
  },
  {
    title: '[A7] an error in a callback, a class and a function without a name has its own line',
    python: `
class Reader:
    def __init__(self, value):
        self.value = list(map(lambda item: 1 / item, value))

def process(context):
    return Reader([1, 0]).value
`,
    javascript: `
class Reader {
  constructor(value) {
    this.value = value.map((item) => item.missing.field);
  }
}

export default (context) => {
  return new Reader([1]).value;
};
`,
    entry: null,
    firings: [
      [
        {},
        {
          failure: {
            python: {
              type: 'ZeroDivisionError',
              stack: /line 7, in process[^]*line 4, in __init__[^]*line 4, in <lambda>/,
            },
            javascript: {
              type: 'TypeError',
              stack:
                /actors\/test\.actor\.js:4:\d+\)?\n[^]*new Reader \(actors\/test\.actor\.js:4:\d+\)\n.*actors\/test\.actor\.js:9:\d+/,
            },
          },
        },
      ],
    ],
  },
  // The last: it changes what its sandbox is made of.
  {
    title:
      '[A7] what is thrown need not be an error, nor let itself be looked at; what actors make of the library is their own affair',
    python: `
import json, os, sys
class Odd(BaseException):
    def __str__(self):
        raise self
def process(context):
    if context.get_input("input") == 0:
        if sys.platform != "emscripten":
            if os.fork() == 0:
                os.fork()
                os._exit(0)
            os.wait()
        raise Odd
    json.dumps = json.loads = None
    sys.modules["reflow._failure"] = None
    sys.meta_path.clear()
    raise ValueError("told")
`,
    javascript: `
function process(context) {
  const fail = () => { throw fail; };
  if (context.getInput('input') === 0) throw new Proxy({}, { get: fail, getPrototypeOf: fail });
  if (context.getInput('input') === 2) throw 'odd';
  JSON.stringify = JSON.parse = null;
  Error.prepareStackTrace = fail;
  throw new RangeError('told');
}
`,
    firings: [
      [
        { input: '0' },
        {
          logs: [],
          failure: {
            python: { type: 'Odd' },
            javascript: { type: 'object', message: /^({}|what was thrown cannot be read)$/ },
            port: 'input',
          },
        },
      ],
      [
        { input: '1' },
        { failure: { message: /^told$/, python: { type: 'ValueError' }, javascript: { type: 'RangeError' } } },
      ],
      [
        { input: '2' },
        { failure: { python: { message: /^told$/ }, javascript: { type: 'string', message: /^odd$/ } } },
      ],
    ],
  },
];
