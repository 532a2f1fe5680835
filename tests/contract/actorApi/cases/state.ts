import type { ActorCase } from './actorCase.ts';

export const stateCases: ActorCase[] = [
  {
    title: '[A3] every state operation',
    python: `
async def process(context):
    state = context.state
    out = []
    out.append(await state.get("v", "none"))
    await state.set("v", {"a": [1, 2.5, None]})
    out.append(await state.get("v"))
    out.append(await state.exists("v"))
    out.append(await state.delete("v"))
    out.append(await state.exists("v"))
    out.append(await state.increment("n"))
    out.append(await state.increment("n", 10))
    out.append(await state.decrement("n"))
    out.append(await state.push("l", "x"))
    out.append(await state.extend("l", ["y", "z"]))
    out.append(await state.pop("l"))
    out.append(await state.pop("nothing", "empty"))
    out.append(await state.keys())
    out.append(await state.expire("n", 60))
    out.append(await state.ttl("missing"))
    return {"output": out}
`,
    javascript: `
async function process({ state }) {
  const out = [];
  out.push(await state.get('v', 'none'));
  await state.set('v', { a: [1, 2.5, null] });
  out.push(await state.get('v'));
  out.push(await state.exists('v'));
  out.push(await state.delete('v'));
  out.push(await state.exists('v'));
  out.push(await state.increment('n'));
  out.push(await state.increment('n', 10));
  out.push(await state.decrement('n'));
  out.push(await state.push('l', 'x'));
  out.push(await state.extend('l', ['y', 'z']));
  out.push(await state.pop('l'));
  out.push(await state.pop('nothing', 'empty'));
  out.push(await state.keys());
  out.push(await state.expire('n', 60));
  out.push(await state.ttl('missing'));
  return { output: out };
}
`,
    firings: [
      [
        {},
        {
          outputs: ['<output=["none",{"a":[1,2.5,null]},true,true,false,1,11,10,1,3,"x","empty",["l","n"],true,-2]'],
        },
      ],
    ],
  },
  {
    title: '[A3] get_state and set_state; get_state without a key is the state itself',
    python: `
async def process(context):
    await context.set_state("k", 5)
    return {"output": [await context.get_state("k", 0), await context.get_state("other", 3), context.get_state() is context.state]}
`,
    javascript: `
async function process(context) {
  await context.setState('k', 5);
  return { output: [await context.get_state('k', 0), await context.getState('other', 3), context.getState() === context.state] };
}
`,
    firings: [[{}, { outputs: ['<output=[5,3,true]'] }]],
  },
  {
    title: '[A3] an operation that was not awaited is applied all the same',
    python: `
async def process(context):
    context.state.increment("n")
    context.state.increment("n")
    return {"output": await context.state.get("n")}
`,
    javascript: `
async function process(context) {
  context.state.increment('n');
  context.state.increment('n');
  return { output: await context.state.get('n') };
}
`,
    firings: [
      [{}, { outputs: ['<output=2'] }],
      [{}, { outputs: ['<output=4'] }],
    ],
  },
  {
    title: '[A3] a failed operation can be caught',
    python: `
from reflow import StateError
async def process(context):
    await context.state.set("v", 1)
    try:
        await context.state.push("v", 2)
    except StateError as error:
        return {"output": "WRONGTYPE" in str(error)}
`,
    javascript: `
import { StateError } from 'reflow';
async function process(context) {
  await context.state.set('v', 1);
  try {
    await context.state.push('v', 2);
  } catch (error) {
    if (error instanceof StateError) return { output: error.message.includes('WRONGTYPE') };
  }
}
`,
    firings: [[{}, { outputs: ['<output=true'] }]],
  },
  {
    title: '[M3] state keeps big integers, bytes and objects that look like messages',
    python: `
async def process(context):
    value = [2**70, b"hi", float("inf"), {"type": "Float", "data": "NaN"}, {"type": "Integer", "data": 1}]
    await context.state.set("v", value)
    return {"output": await context.state.get("v") == value}
`,
    javascript: `
async function process(context) {
  const value = [2n ** 70n, new Uint8Array([104, 105]), Infinity, { type: 'Float', data: 'NaN' }, { type: 'Integer', data: 1 }];
  await context.state.set('v', value);
  const { isDeepStrictEqual } = await import('node:util');
  return { output: isDeepStrictEqual(await context.state.get('v'), value) };
}
`,
    firings: [[{}, { outputs: ['<output=true'] }]],
  },
];
