import type { ActorCase } from './actorCase.ts';

export const outputCases: ActorCase[] = [
  {
    title: '[A2] send_output, send and send_output_sync deliver any number of times, in order, before what is returned',
    python: `
async def process(context):
    await context.send_output("output", 1)
    context.send_output("output", 2)
    context.send("other", 3)
    context.send_output_sync("output", 4)
    await context.send("output", 5)
    return {"output": 6}
`,
    javascript: `
async function process(context) {
  await context.sendOutput('output', 1);
  context.send_output('output', 2);
  context.send('other', 3);
  context.sendOutputSync('output', 4);
  await context.send('output', 5);
  return { output: 6 };
}
`,
    outports: ['output', 'other'],
    firings: [[{}, { outputs: ['output=1', 'output=2', 'other=3', 'output=4', 'output=5', '<output=6'] }]],
  },
  {
    title: '[A2] outputs that were sent and are returned from get_outputs are delivered once',
    python: `
async def process(context):
    await context.send_output("status", "processing")
    await context.send_output("output", context.get_input("input") * 2)
    return context.get_outputs()
`,
    javascript: `
async function process(context) {
  await context.sendOutput('status', 'processing');
  await context.sendOutput('output', context.getInput('input') * 2);
  return context.getOutputs();
}
`,
    outports: ['status', 'output'],
    firings: [[{ input: '4' }, { outputs: ['status="processing"', 'output=8'] }]],
  },
  {
    title: '[A2] what was added to get_outputs before it is returned is delivered, too',
    python: `
def process(context):
    context.send_output("a", 1)
    outputs = context.get_outputs()
    outputs["b"] = 2
    return outputs
`,
    javascript: `
function process(context) {
  context.sendOutput('a', 1);
  const outputs = context.getOutputs();
  outputs.b = 2;
  return outputs;
}
`,
    outports: ['a', 'b'],
    firings: [[{}, { outputs: ['a=1', '<b=2'] }]],
  },
  {
    title: '[A2] the same value sent and returned in a mapping of its own is two messages',
    python: `
def process(context):
    context.send_output("output", 1)
    return {"output": 1}
`,
    javascript: `
function process(context) {
  context.sendOutput('output', 1);
  return { output: 1 };
}
`,
    firings: [[{}, { outputs: ['output=1', '<output=1'] }]],
  },
  {
    title: '[A2] a value that is no mapping goes to the only outport; nothing returned sends nothing',
    python: `
def process(context):
    value = context.get_input("input")
    return None if value == 0 else [value]
`,
    javascript: `
function process(context) {
  const value = context.getInput('input');
  return value === 0 ? undefined : [value];
}
`,
    firings: [
      [{ input: '5' }, { outputs: ['<output=[5]'] }],
      [{ input: '0' }, { outputs: [] }],
    ],
  },
  {
    title: '[A2] a value that is no mapping is an error when there are several outports',
    python: `
def process(context):
    return 5
`,
    javascript: `
function process(context) {
  return 5;
}
`,
    outports: ['a', 'b'],
    firings: [[{}, { failure: { type: 'TypeError', message: /not exactly one outport \(a, b\)/ } }]],
  },
  {
    title: '[A2] null in a returned mapping is a message',
    python: `
def process(context):
    return {"output": None}
`,
    javascript: `
function process(context) {
  return { output: null, other: undefined };
}
`,
    firings: [[{}, { outputs: ['<output=null'] }]],
  },
  {
    title: '[A2] a port that was not declared is used all the same, with one warning',
    python: `
def process(context):
    return {"status": 1}
`,
    javascript: `
function process(context) {
  return { status: 1 };
}
`,
    firings: [
      [{}, { outputs: ['<status=1'], logs: [['warn', '"status" is not among the outports of Test (output)']] }],
      [{}, { outputs: ['<status=1'], logs: [] }],
    ],
  },
  {
    title: '[M3] a value that cannot be carried is an error that names port and place',
    python: `
def process(context):
    if context.get_input("input") == 1:
        return {"output": {"rows": [1, {"f": lambda: 1}]}}
    cycle = []
    cycle.append(cycle)
    context.send_output("output", cycle)
`,
    javascript: `
function process(context) {
  if (context.getInput('input') === 1) return { output: { rows: [1, { f: () => 1 }] } };
  const cycle = [];
  cycle.push(cycle);
  context.sendOutput('output', cycle);
}
`,
    firings: [
      [
        { input: '1' },
        {
          failure: { type: 'TypeError', message: /outport "output": a function cannot be carried at \$\.rows\[1\]\.f/ },
        },
      ],
      [
        { input: '2' },
        { failure: { type: 'TypeError', message: /outport "output": a cycle cannot be carried at \$\[0\]/ } },
      ],
    ],
  },
  {
    title: '[A4] Message makes typed messages',
    python: `
from reflow import Message
def process(context):
    for message in (
        Message.integer(5), Message.float(2), Message.float(0.5), Message.string("s"), Message.boolean(True), Message.array([1]),
        Message.object({"a": 1}), Message.error("no", "E1"), Message.bytes(b"hi"), Message.event({"k": 1}), Message.flow(),
        Message.object({"type": "Integer", "data": 5}),
    ):
        context.send_output(message.type, message)
`,
    javascript: `
import { Message } from 'reflow';
function process(context) {
  for (const message of [
    Message.integer(5), Message.float(2), Message.float(0.5), Message.string('s'), Message.boolean(true), Message.array([1]),
    Message.object({ a: 1 }), Message.error('no', 'E1'), Message.bytes(Buffer.from('hi')), Message.event({ k: 1 }), Message.flow(),
    Message.object({ type: 'Integer', data: 5 }),
  ])
    context.sendOutput(message.type, message);
}
`,
    outports: ['Integer', 'Float', 'String', 'Boolean', 'Array', 'Object', 'Error', 'Encoded', 'Event', 'Flow'],
    firings: [
      [
        {},
        {
          outputs: [
            'Integer=5',
            'Float=2.0',
            'Float=0.5',
            'String="s"',
            'Boolean=true',
            'Array=[1]',
            'Object={"a":1}',
            'Error={"message":"no","code":"E1"}',
            'Encoded={"type":"Encoded","data":"aGk="}',
            'Event={"k":1}',
            'Flow=null',
            'Object={"type":"Object","data":{"type":"Integer","data":5}}',
          ],
        },
      ],
    ],
  },
];
