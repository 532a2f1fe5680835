import { expect } from 'vitest';
import type { ActorCase } from './actorCase.ts';

const manyDigits = `-${'7'.repeat(5000)}`;

export const awkwardValueCases: ActorCase[] = [
  {
    title: '[M3] an integer of five thousand digits keeps them all, both ways',
    python: `
def process(context):
    return {"output": context.get_input("input")}
`,
    javascript: `
function process(context) {
  return { output: context.getInput('input') };
}
`,
    firings: [[{ input: manyDigits }, { outputs: [`<output=${manyDigits}`] }]],
  },
  {
    title: '[M3] what is more than it shows is refused, never sent as something less',
    python: `
import decimal
class Keyed:
    def item(self, key):
        return key
async def process(context):
    refused = 0
    for value in (ValueError("x"), Keyed(), decimal.Decimal("1.5"), {1}, 1j, range(2), {1: 2}, Keyed, context.get_state("x")):
        try:
            context.send_output("output", {"rows": [value]})
        except TypeError as error:
            assert 'outport "output"' in str(error) and "cannot be carried" in str(error) and "$.rows[0]" in str(error)
            refused += 1
    return {"output": refused}
`,
    javascript: `
function process(context) {
  let refused = 0;
  for (const value of [new Error('x'), /x/, new Date(NaN), new Set(), new Number(1), new ArrayBuffer(2), Array(2), Symbol(), context.getState('x')])
    try {
      context.sendOutput('output', { rows: [value] });
    } catch ({ message }) {
      if (message.startsWith('outport "output": ') && message.includes('cannot be carried at $.rows[0]')) refused++;
    }
  return { output: refused };
}
`,
    firings: [[{}, { outputs: ['<output=9'] }]],
  },
  {
    title: '[M3] views of bytes are the bytes that they show',
    python: `
from reflow import Message
def process(context):
    view = memoryview(b"abcdef")[::2]
    return {"output": [view, Message.integer("9007199254740993")]}
`,
    javascript: `
import { Message } from 'reflow';
function process(context) {
  return { output: [Message.bytes(new Uint16Array([0x6361, 0x65]).subarray(0, 2)).data.subarray(0, 3), Message.integer('9007199254740993')] };
}
`,
    firings: [[{}, { outputs: ['<output=[{"type":"Encoded","data":"YWNl"},9007199254740993]'] }]],
  },
  {
    title: '[A2] an outport whose name no record holds is an error that says so',
    python: `
def process(context):
    context.send_output("é" * 40000, 1)
`,
    javascript: `
function process(context) {
  context.sendOutput('é'.repeat(40000), 1);
}
`,
    firings: [[{}, { failure: { message: /an outport's name of 80000 bytes is too long: at most 65535/ } }]],
  },
  {
    title: '[A3, M3] what cannot be kept as state is an error that names the key; names are whole text',
    python: `
async def process(context):
    for use in (context.state.get, context.send_output):
        try:
            use("half\\ud800", 1)
        except ValueError as problem:
            context.send_output("output", str(problem))
    await context.state.set("rows", {"f": lambda: 1})
`,
    javascript: `
async function process(context) {
  for (const use of [() => context.state.get('half\\ud800'), () => context.sendOutput('half\\ud800', 1)])
    try { use(); } catch (problem) { context.sendOutput('output', problem.message); }
  await context.state.set('rows', { f: () => 1 });
}
`,
    firings: [
      [
        {},
        {
          outputs: [
            expect.stringMatching(/state key 'half.*' is no text/),
            expect.stringMatching(/outport 'half.*' is no text/),
          ],
          failure: { type: 'TypeError', message: /^state key "rows": a function cannot be carried at \$\.f$/ },
        },
      ],
    ],
  },
];
