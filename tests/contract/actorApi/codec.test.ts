import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, readMessage, writeMessage } from '#shared/message/json.ts';
import { messageTypes, naturalType } from '#shared/message/message.ts';
import { Packet, packetOfJsonValue } from '../../../electron/backend/channel/packet.ts';
import type { ScriptInstance } from '../../../electron/backend/registry/script/scriptInstance.ts';
import { ActorBench } from './actorBench.ts';
import { anyValue, comparable } from './values.ts';

/** Passes a value on, as a plain value in a mapping, as a message, and deep within a value. */
const echoes = {
  python: `
def process(context):
    context.send_output("message", context.payload["input"])
    return {"output": context.get_input("input"), "deep": {"a": [context.get_input("input")]}}
`,
  javascript: `
function process(context) {
  context.sendOutput('message', context.payload.get('input'));
  return { output: context.getInput('input'), deep: { a: [context.getInput('input')] } };
}
`,
} as const;

function echo(instance: ScriptInstance, packet: Packet): Promise<Record<string, Packet>> {
  return new Promise((resolve, reject) => {
    const outputs: Record<string, Packet> = {};
    instance.fire({
      inputs: new Map([['input', packet]]),
      emit: (port, output) => {
        outputs[port] = output;
      },
      log: () => {},
      complete: (failure) => (failure ? reject(new Error(JSON.stringify(failure))) : resolve(outputs)),
    });
  });
}

describe.each(['python', 'javascript'] as const)('values through %s', (runtime) => {
  it('[M3] come back exactly as they went in, at the top, as a message and deep within', async () => {
    await using bench = await ActorBench.open();
    const source = echoes[runtime];
    const instance = await bench.start({ runtime, source, outports: ['output', 'message', 'deep'] });
    await fc.assert(
      fc.asyncProperty(anyValue, async (value) => {
        const outputs = await echo(instance, Packet.of(value));
        expect(comparable(outputs['output']!.value)).toEqual(comparable(value));
        expect(comparable(outputs['message']!.value)).toEqual(comparable(value));
        expect(comparable(outputs['deep']!.value)).toEqual(comparable({ a: [value] }));
      }),
      { numRuns: 600 },
    );
  });

  it('[M3] are not bent where what is called bytes is no base64', async () => {
    await using bench = await ActorBench.open();
    const source = echoes[runtime];
    const instance = await bench.start({ runtime, source, outports: ['output', 'message', 'deep'] });
    for (const text of ['!!', 'AAE', 'AAEC=', 'hello world', 'AA\nEC', 'AAEC!']) {
      const outputs = await echo(instance, packetOfJsonValue({ type: 'Encoded', data: text }));
      expect(outputs['output']!.value).toBe(text);
      expect(outputs['deep']!.value).toEqual({ a: [text] });
    }
  });

  it('[M1] keep their types as messages', async () => {
    await using bench = await ActorBench.open();
    const source = echoes[runtime];
    const instance = await bench.start({ runtime, source, outports: ['output', 'message', 'deep'] });
    // A float that is whole beyond 2^53, and -0, are floats in Python and integers to JavaScript.
    const typed = anyValue.filter(
      (data) => !(Number.isInteger(data) && (Object.is(data, -0) || !Number.isSafeInteger(data))),
    );
    const anyMessage = fc.oneof(
      typed.map((data) => ({ type: naturalType(data), data })),
      fc.record({
        type: fc.constantFrom(
          ...messageTypes.filter((type) => type !== 'Float' && type !== 'Encoded' && type !== 'Stream'),
        ),
        data: typed,
      }),
    );
    await fc.assert(
      fc.asyncProperty(anyMessage, async (message) => {
        const { message: output } = await echo(instance, Packet.ofMessage(message));
        const read = readMessage(parseJson(writeMessage(message)));
        expect(output!.message.type).toBe(read.type);
        expect(comparable(output!.message.data)).toEqual(comparable(read.data));
      }),
      { numRuns: 300 },
    );
  });
});
