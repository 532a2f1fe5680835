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
    title: '[A7] what is thrown need not be an error',
    python: `
class Odd(BaseException):
    pass
def process(context):
    raise Odd
`,
    javascript: `
function process() {
  throw 'odd';
}
`,
    firings: [
      [
        { input: '0' },
        { failure: { python: { type: 'Odd' }, javascript: { type: 'string', message: /^odd$/ }, port: 'input' } },
      ],
    ],
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
];
