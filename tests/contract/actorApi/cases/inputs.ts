import type { ActorCase } from './actorCase.ts';

export const inputCases: ActorCase[] = [
  {
    title: '[A1] get_input gives the plain value of a port, or the default',
    python: `
def process(context):
    return {"output": [context.get_input("input"), context.get_input("missing"), context.get_input("missing", 7)]}
`,
    javascript: `
function process(context) {
  return { output: [context.getInput('input'), context.getInput('missing') ?? null, context.get_input('missing', 7)] };
}
`,
    firings: [
      [{ input: '42' }, { outputs: ['<output=[42,null,7]'] }],
      [{ input: '{"type":"Integer","data":42}' }, { outputs: ['<output=[42,null,7]'] }],
      [{ input: '{"type":"integer","value":42}' }, { outputs: ['<output=[42,null,7]'] }],
      [{ input: 'null' }, { outputs: ['<output=[null,null,7]'] }],
    ],
  },
  {
    title: '[A1, A2, A3] what the context and its state can do may be taken from them and called by itself',
    python: `
async def process(context):
    get_input, send, increment = context.get_input, context.send_output, context.state.increment
    await send("output", [get_input("input"), await increment("taken")])
`,
    javascript: `
async function process({ getInput, sendOutput: send, state: { increment } }) {
  await send('output', [getInput('input'), await increment('taken')]);
}
`,
    firings: [[{ input: '42' }, { outputs: ['output=[42,1]'] }]],
  },
  {
    title: '[A1] the payload maps ports to messages that unwrap, have a type and know errors',
    python: `
def process(context):
    message = context.payload.get("input")
    same = context.get_payload()["input"]
    return {"output": [message.type, message.is_error(), message.unwrap(), same.unwrap(), context.payload.get("b") is None]}
`,
    javascript: `
function process(context) {
  const message = context.payload.get('input');
  const same = context.getPayload().input;
  return { output: [message.type, message.isError(), message.unwrap(), same.unwrap(), context.payload.get('b') === undefined] };
}
`,
    firings: [
      [{ input: '"rain"' }, { outputs: ['<output=["String",false,"rain","rain",true]'] }],
      [
        { input: '{"type":"Error","data":{"message":"no"}}' },
        { outputs: ['<output=["Error",true,{"message":"no"},{"message":"no"},true]'] },
      ],
      [{ input: '{"type":"Stream","data":[1,2]}' }, { outputs: ['<output=["Stream",false,[1,2],[1,2],true]'] }],
    ],
  },
  {
    title: '[D5, N3] an inport without a value gives its declared default, and is not in the payload',
    python: `
def process(context):
    context.get_input("b").append(0)
    return {"output": [context.get_input("b"), context.get_input("b", 5), sorted(context.payload), context.has_input("b")]}
`,
    javascript: `
function process(context) {
  context.getInput('b').push(0);
  return { output: [context.getInput('b'), context.getInput('b', 5), [...context.payload.keys()].sort(), context.hasInput('b')] };
}
`,
    inports: [
      'a',
      { name: 'b', port_type: { type: 'any' }, required: false, description: '', default: [9, 2n ** 64n] },
    ],
    firings: [
      [{ a: '1' }, { outputs: ['<output=[[9,18446744073709551616],5,["a"],false]'] }],
      [{ a: '1', b: '[3]' }, { outputs: ['<output=[[3,0],[3,0],["a","b"],true]'] }],
    ],
  },
  {
    title: '[A1] has_input tells a port that has a value, even null, from one that has none',
    python: `
def process(context):
    return {"output": [context.has_input("a"), context.has_input("b"), sorted(context.payload)]}
`,
    javascript: `
function process(context) {
  return { output: [context.hasInput('a'), context.has_input('b'), [...context.payload.keys()].sort()] };
}
`,
    inports: ['a', 'b'],
    firings: [[{ a: 'null' }, { outputs: ['<output=[true,false,["a"]]'] }]],
  },
  {
    title: '[A1] config, actor_id and timestamp are values',
    python: `
def process(context):
    assert context.get_config() is context.config
    return {"output": [context.config, context.actor_id + "!", isinstance(context.timestamp, int), context.timestamp > 1e12]}
`,
    javascript: `
function process(context) {
  if (context.getConfig() !== context.config) throw new Error('config');
  return { output: [context.config, context.actorId + '!', Number.isInteger(context.timestamp), context.timestamp > 1e12] };
}
`,
    config: { window: 7, 'deep type': { type: 'x', data: [1] }, big: 2n ** 64n },
    firings: [
      [
        {},
        {
          outputs: [
            '<output=[{"window":7,"deep type":{"type":"x","data":[1]},"big":18446744073709551616},"node-1!",true,true]',
          ],
        },
      ],
    ],
  },
  {
    title: '[A1] actor_id and timestamp may also be called',
    python: `
def process(context):
    return {"output": [context.actor_id(), context.actor_id == "node-1", context.timestamp() == context.timestamp]}
`,
    javascript: `
function process(context) {
  return { output: [context.actorId(), \`\${context.actor_id}\` === 'node-1', context.timestamp() - context.timestamp === 0] };
}
`,
    firings: [[{}, { outputs: ['<output=["node-1",true,true]'] }]],
  },
  {
    title: '[M3] big integers, non-finite floats and bytes arrive as such',
    python: `
import math
def process(context):
    a, b, c = context.get_input("a"), context.get_input("b"), context.get_input("c")
    assert type(a) is int and math.isnan(b) and type(c) is bytes, (a, b, c)
    return {"output": [a + 1, b, c + b"!", -math.inf]}
`,
    javascript: `
function process(context) {
  const [a, b, c] = ['a', 'b', 'c'].map((port) => context.getInput(port));
  if (typeof a !== 'bigint' || !Number.isNaN(b) || !(c instanceof Uint8Array)) throw new Error('bent');
  return { output: [a + 1n, b, Uint8Array.from([...c, 33]), -Infinity] };
}
`,
    inports: ['a', 'b', 'c'],
    firings: [
      [
        {
          a: '123456789012345678901234567890',
          b: '{"type":"Float","data":"NaN"}',
          c: '{"type":"Encoded","data":"aGk="}',
        },
        {
          outputs: [
            '<output=[123456789012345678901234567891,{"type":"Float","data":"NaN"},{"type":"Encoded","data":"aGkh"},{"type":"Float","data":"-Infinity"}]',
          ],
        },
      ],
    ],
  },
];
