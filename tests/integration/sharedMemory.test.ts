import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Value } from '#shared/message/message.ts';
import { Packet } from '../../electron/backend/channel/packet.ts';
import { SharingBackend } from './sharedMemoryFlow.ts';

const files = {
  'reflow.yaml': 'workspace:\n  sandbox: { driver: bubblewrap, pool: { preload_count: 2 } }\n',
  'py_pass.actor.py': 'def process(context):\n    return {"output": context.get_input("input")}\n',
  'js_pass.actor.js': 'export function process(context) { return { output: context.getInput("input") }; }\n',
  'py_make.actor.py': `
def process(context):
    what, size = context.get_input("input")
    if what == "bytes":
        return {"output": bytes(range(256)) * (size // 256)}
    return {"output": {"text": "é" * size, "n": [12345678901234567890, float("nan")], "type": "x"}}
`,
  'js_make.actor.js': `
export function process(context) {
  const [what, size] = context.getInput('input');
  if (what === 'bytes') return { output: Uint8Array.from({ length: size }, (_, at) => at & 255) };
  return { output: { text: 'é'.repeat(size), n: [12345678901234567890n, NaN], type: 'x' } };
}
`,
  'py_see.actor.py': `
import zlib
def process(context):
    value = context.get_input("input")
    if isinstance(value, bytes):
        return {"output": [type(value).__name__, len(value), zlib.crc32(value)]}
    return {"output": [len(value["text"]), value["n"][0], repr(value["n"][1]), value["type"]]}
`,
  'js_see.actor.js': `
import { crc32 } from 'node:zlib';
export function process(context) {
  const value = context.getInput('input');
  if (value instanceof Uint8Array) return { output: [value.constructor.name, value.length, crc32(value)] };
  return { output: [value.text.length, value.n[0], String(value.n[1]), value.type] };
}
`,
};

let sharing: SharingBackend;
beforeAll(async () => {
  sharing = await SharingBackend.start(files);
}, 60_000);
afterAll(() => sharing[Symbol.asyncDispose]());

describe('shared memory', () => {
  const size = 1_048_576;

  it.each(['py', 'js'].flatMap((from) => ['py', 'js'].map((to) => [from, to])))(
    '[M6] a large value goes from %s to %s through a region, and is what it was',
    async (from, to) => {
      const seen: Value[] = [];
      let most = 0;
      const network = sharing.network(
        { make: `${from}_make`, see: `${to}_see` },
        ['make.output -> see.input'],
        (node, _port, packet) => {
          if (node === 'make') most = Math.max(most, packet.shared?.size ?? 0);
          else seen.push(packet.value);
        },
      );
      await network.start();
      network.inject('make', 'input', Packet.of(['bytes', size]));
      network.inject('make', 'input', Packet.of(['json', size]));
      await network.whenIdle();
      await network.stop(0);
      const bytes = Buffer.from(Array.from({ length: size }, (_, at) => at & 255));
      const { crc32 } = await import('node:zlib');
      expect(seen).toEqual([
        [to === 'py' ? 'bytes' : 'Uint8Array', size, crc32(bytes)],
        [size, 12345678901234567890n, to === 'py' ? 'nan' : 'NaN', 'x'],
      ]);
      expect(most).toBeGreaterThan(2 * size);
    },
    60_000,
  );
});
