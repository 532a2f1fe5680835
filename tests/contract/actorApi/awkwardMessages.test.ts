import { describe, expect, it } from 'vitest';
import { Packet } from '../../../electron/backend/channel/packet.ts';
import { ActorBench, fire, fireValues } from './actorBench.ts';

const echo = {
  python: 'def process(context):\n    return {"output": context.get_input("input")}\n',
  javascript: 'function process(context) { return { output: context.getInput("input") }; }',
} as const;

describe.each(['python', 'javascript'] as const)('awkward messages in %s', (runtime) => {
  it('[M3] 40 MB of bytes and of text come back exactly, with small messages around them in order', async () => {
    await using bench = await ActorBench.open();
    const instance = await bench.start({ runtime, source: echo[runtime] });
    const bytes = Buffer.alloc(20 * 1024 ** 2, 7);
    const text = 'é'.repeat(20 * 1024 ** 2);
    const results = await Promise.all(
      [1, bytes, 2, text, 3].map(
        (value) =>
          new Promise<Packet>((resolve, reject) => {
            let output: Packet;
            instance.fire({
              inputs: new Map([['input', Packet.of(value)]]),
              emit: (_port, packet) => (output = packet),
              log: () => {},
              complete: (failure) => (failure ? reject(new Error(failure.message)) : resolve(output)),
            });
          }),
      ),
    );
    expect([0, 2, 4].map((index) => results[index]!.value)).toEqual([1, 2, 3]);
    expect(Buffer.compare(results[1]!.value as Uint8Array, bytes)).toBe(0);
    expect(results[3]!.value === text).toBe(true);
  });

  it('[M6, A1] bytes that came in a frame are a buffer, too; nothing is none, and what is no bytes says so', async () => {
    await using bench = await ActorBench.open();
    const source = {
      python:
        'def process(context):\n    view = context.get_buffer("input")\n    return {"output": None if view is None else [list(view), view.readonly]}\n',
      javascript:
        'function process(context) { const buffer = context.getBuffer("input"); return { output: buffer ? [[...buffer], Buffer.isBuffer(buffer)] : null }; }',
    }[runtime];
    const instance = await bench.start({ runtime, source, inports: ['input', 'other'] });
    const answers = [];
    for (const [port, value] of [
      ['input', Uint8Array.of(1, 2, 255)],
      ['other', 1],
    ] as const)
      answers.push((await fireValues(instance, { [port]: value })).outputs.map(({ json }) => json));
    expect(answers).toEqual([['[[1,2,255],true]'], ['null']]);
    expect((await fireValues(instance, { input: 'text' })).failure).toMatchObject({ type: 'TypeError', port: 'input' });
  });

  it('[X4] deep nesting fails that message alone', async () => {
    await using bench = await ActorBench.open();
    const instance = await bench.start({ runtime, source: echo[runtime] });
    const depth = 200_000;
    const json = Buffer.from('['.repeat(depth) + ']'.repeat(depth));
    const failure = await new Promise((resolve) =>
      instance.fire({
        inputs: new Map([['input', Packet.ofJson(json)]]),
        emit: () => {},
        log: () => {},
        complete: resolve,
      }),
    );
    expect(failure).toMatchObject({ type: expect.stringMatching(/RecursionError|RangeError|TypeError/) });
    expect((await fireValues(instance, { input: 1 })).outputs[0]!.json).toBe('1');
  });

  it('[X4] deep nesting cannot be sent, and the error names the port', async () => {
    await using bench = await ActorBench.open();
    const source =
      runtime === 'python'
        ? 'def process(context):\n    value = []\n    for _ in range(50000):\n        value = [value]\n    return {"output": value}\n'
        : 'function process(context) { let value = []; for (let n = 0; n < 50000; n++) value = [value]; return { output: value }; }';
    const instance = await bench.start({ runtime, source });
    expect((await fire(instance)).failure).toMatchObject({ type: 'TypeError', message: /outport "output".*nested/ });
  });

  it('[A7] the stack names imported files of the workspace by their own lines', async () => {
    await using bench = await ActorBench.open();
    const [source, files, place] =
      runtime === 'python'
        ? [
            'import helper\n\ndef process(context):\n    helper.fail()\n',
            { 'actors/helper.py': '\n\ndef fail():\n    raise ValueError("x")\n' },
            /File "actors\/helper\.py", line 4, in fail\n\s+raise ValueError/,
          ]
        : [
            "import { fail } from './helper.ts';\nexport function process() {\n  fail(1);\n}\n",
            {
              'actors/helper.ts':
                'interface A {\n  b: number;\n}\nexport function fail(a: A | number): never {\n  throw new Error("x" as string);\n}\n',
            },
            /at fail \(actors\/helper\.ts:5:9\)\n {4}at process \(actors\/test\.actor\.js:3:3\)/,
          ];
    const instance = await bench.start({ runtime, source: source as string, files: files as Record<string, string> });
    expect((await fire(instance)).failure!.stack).toMatch(place as RegExp);
  });

  it("[A5, A7] an error that is logged has the places of the actor's own file, and none of the runner's", async () => {
    await using bench = await ActorBench.open();
    const [file, source, told] =
      runtime === 'python'
        ? [
            'actors/test.actor.py',
            'import logging\ndef fail():\n    raise ValueError("shown")\ndef process(context):\n    try:\n        fail()\n    except ValueError:\n        logging.exception("caught")\n',
            /^caught\nTraceback.*\n.*test\.actor\.py", line 6, in process\n[^]*test\.actor\.py", line 3, in fail\n[^]*ValueError: shown$/,
          ]
        : [
            'actors/test.actor.ts',
            'interface A {\n  b: 1;\n}\nfunction fail(): never {\n  throw new TypeError("shown");\n}\nfunction process() {\n  try {\n    fail();\n  } catch (error) {\n    console.error(error);\n  }\n}\n',
            /^TypeError: shown\n {4}at fail \(actors\/test\.actor\.ts:5:9\)\n {4}at process \(actors\/test\.actor\.ts:9:5\)$/,
          ];
    const instance = await bench.start({ runtime, file: file as string, source: source as string });
    expect((await fire(instance)).logs).toEqual([{ level: 'error', text: expect.stringMatching(told) }]);
  });
});

describe('an actor that tampers with its runner', () => {
  it.each([
    ['reaches out of its place', `b'1,"other":2'`],
    ['is not closed', `b'{"a":1'`],
  ])('[X4] a message that %s ends the sandbox', async (_what, payload) => {
    await using bench = await ActorBench.open();
    const source = `def process(context):\n    context._worker.channel.put(19, 0, 1, context._call, b"output", ${payload})\n`;
    const instance = await bench.start({ runtime: 'python', source });
    const { outputs, failure } = await fire(instance);
    expect(outputs).toEqual([]);
    expect(failure).toMatchObject({ type: 'SandboxDied', message: /a message was not JSON/ });
  });

  it('[X4, S3] a message over the limit of the workspace ends the sandbox, should the runner let it pass', async () => {
    await using bench = await ActorBench.open(undefined, undefined, { message: '10KB' });
    const source =
      'def process(context):\n    context._instance.largest = 1 << 30\n    return {"output": "x" * 20000}\n';
    const instance = await bench.start({ runtime: 'python', source });
    expect(await fire(instance)).toMatchObject({
      outputs: [],
      failure: { type: 'SandboxDied', message: /a message was over the limit/ },
    });
  });

  it('[X4] a message that is no JSON harms nobody who looks at it', () => {
    const packet = Packet.ofJson(Buffer.from('[nonsense]'));
    expect(packet.message.type).toBe('Error');
    expect(JSON.parse(packet.plainJson)).toMatchObject({ message: /cannot be read/ });
  });

  it('[X4] a failure or a log record of any shape is made into one', async () => {
    await using bench = await ActorBench.open();
    const source = `
def process(context):
    put = context._worker.channel.put
    put(22, 0, 1, context._call, b"", b'{"level":"loud","text":{"a":1},"timestamp":"x"}')
    put(22, 0, 1, context._call, b"", b'[]')
    put(21, 0, 1, context._call, b"", b'{"type":7,"message":{"__proto__":{}},"port":[1]}')
`;
    const instance = await bench.start({ runtime: 'python', source });
    expect(await fire(instance)).toMatchObject({
      logs: [
        { level: 'info', text: '' },
        { level: 'info', text: '' },
      ],
      failure: { type: 'Error', message: '', stack: '', port: null },
    });
  });
});
