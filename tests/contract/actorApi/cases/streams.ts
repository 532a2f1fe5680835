import type { ActorCase } from './actorCase.ts';

export const streamCases: ActorCase[] = [
  {
    title: '[A6] a generator of mappings delivers each mapping',
    python: `
def process(context):
    for number in range(3):
        yield {"output": number, "other": -number}
`,
    javascript: `
function* process(context) {
  for (let number = 0; number < 3; number++) yield { output: number, other: number * 2 - number * 3 + 0 };
}
`,
    outports: ['output', 'other'],
    firings: [[{}, { outputs: ['output=0', 'other=0', 'output=1', 'other=-1', 'output=2', 'other=-2'] }]],
  },
  {
    title: '[A6] an asynchronous generator of values feeds the only outport',
    python: `
async def process(context):
    for number in range(3):
        total = await context.state.increment("total", number)
        yield total
`,
    javascript: `
async function* process(context) {
  for (let number = 0; number < 3; number++) yield await context.state.increment('total', number);
}
`,
    firings: [[{}, { outputs: ['output=0', 'output=1', 'output=3'] }]],
  },
  {
    title: '[A6] a generator that is sent, or returned on a port, is delivered item by item',
    python: `
from reflow import Message
def count(limit):
    for number in range(limit):
        yield number
async def later(limit):
    for number in range(limit):
        yield number
async def process(context):
    await context.send_output("a", count(2))
    await context.send_output("a", later(2))
    return {"b": later(2), "c": Message.stream([7, 8])}
`,
    javascript: `
import { Message } from 'reflow';
function* count(limit) {
  for (let number = 0; number < limit; number++) yield number;
}
async function* later(limit) {
  yield* count(limit);
}
async function process(context) {
  await context.sendOutput('a', count(2));
  await context.sendOutput('a', later(2));
  return { b: later(2), c: Message.stream([7, 8]) };
}
`,
    outports: ['a', 'b', 'c'],
    firings: [[{}, { outputs: ['a=0', 'a=1', 'a=0', 'a=1', 'b=0', 'b=1', 'c=7', 'c=8'] }]],
  },
  {
    title: '[A6, A3] a generator that is sent has the answers of state operations, wherever it is sent from',
    python: `
def counted(context):
    for _ in range(2):
        yield context.state.increment("total")
async def process(context):
    await context.send_output("output", counted(context))
    return await context.state.get("total")
`,
    javascript: `
async function* counted(context) {
  for (let n = 0; n < 2; n++) yield await context.state.increment('total');
}
async function process(context) {
  await context.sendOutput('output', counted(context));
  return await context.state.get('total');
}
`,
    firings: [[{}, { outputs: ['output=1', 'output=2', '<output=2'] }]],
  },
  {
    title: '[A6] a generator that is sent and not waited for is delivered before the message is done',
    python: `
def process(context):
    context.send_output("output", (n for n in range(3)))
`,
    javascript: `
function process(context) {
  context.sendOutput('output', (async function* () { for (let n = 0; n < 3; n++) yield n; })());
}
`,
    firings: [[{}, { outputs: ['output=0', 'output=1', 'output=2'] }]],
  },
  {
    title: '[A7] what a generator throws fails the firing after its items were delivered',
    python: `
def process(context):
    yield 1
    raise ValueError("enough")
`,
    javascript: `
function* process(context) {
  yield 1;
  throw new RangeError('enough');
}
`,
    firings: [
      [
        {},
        {
          outputs: ['output=1'],
          failure: { message: /^enough$/, python: { type: 'ValueError' }, javascript: { type: 'RangeError' } },
        },
      ],
    ],
  },
];
