import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Value } from '#shared/message/message.ts';
import { Packet } from '../../electron/backend/channel/packet.ts';
import { settings, SharingBackend } from '../integration/sharedMemoryFlow.ts';

const size = 2_000_000;
const files = {
  // Keeps a way to write what it has handed over, and uses it.
  'flips.actor.py': `
import os
def process(context):
    context.get_input("input")
    context.send_output("output", bytes(${size}))
    for name in os.listdir("/shared/out"):
        with open("/shared/out/" + name, "r+b") as region:
            region.seek(-1, 2)
            region.write(b"!")
`,
  'scribbles.actor.py': `
import mmap, os, time
def process(context):
    context.get_input("input")
    context.send_output("output", bytes(${size}))
    descriptor = os.open("/shared/out/" + os.listdir("/shared/out")[0], os.O_RDWR)
    view = mmap.mmap(descriptor, 0)
    end = time.monotonic() + 1.5
    n = 0
    while time.monotonic() < end:
        n = (n + 1) & 255
        view[320:] = bytes([n]) * ${size}
`,
  'shrinks.actor.py': `
import os
def process(context):
    context.get_input("input")
    context.send_output("output", bytes(${size}))
    for name in os.listdir("/shared/out"):
        os.truncate("/shared/out/" + name, 400)
`,
  'gated.actor.py': `
def process(context):
    context.get_input("go")
    return {"output": sum(context.get_input("input"))}
`,
  'gated_js.actor.js': `
export function process(context) {
  context.getInput('go');
  return { output: context.getInput('input').reduce((sum, byte) => sum + byte, 0) };
}
`,
  'dies.actor.py': `
import os, signal
def process(context):
    context.get_input("input")
    context.send_output("output", bytes([1]) * ${size})
    os.kill(os.getpid(), signal.SIGKILL)
`,
  'dies_js.actor.js': `
export function process(context) {
  context.getInput('input');
  context.sendOutput('output', new Uint8Array(${size}).fill(1));
  globalThis.process.kill(globalThis.process.pid, 'SIGKILL');
}
`,
  'watches.actor.py': `
import time, zlib
def process(context):
    value = context.get_input("input")
    sums = set()
    for _ in range(20):
        sums.add(zlib.crc32(value))
        time.sleep(0.02)
    return {"output": len(sums)}
`,
  // Opens what it has handed over for writing while it is read, without and with a wait for it.
  'barges.actor.py': `
import os
def process(context):
    context.get_input("input")
    context.send_output("output", bytes(${size}))
    path = "/shared/out/" + os.listdir("/shared/out")[0]
    for _ in range(400):
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        except OSError:
            break
        os.close(descriptor)
        __import__("time").sleep(0.005)
    else:
        return
    context.log("info", "refused")
    os.truncate(path, 0)
`,
  'maps.actor.py': `
import time, zlib
def process(context):
    view = context.get_buffer("input")
    sums = set()
    for _ in range(60):
        sums.add(zlib.crc32(view))
        time.sleep(0.02)
    return {"output": [type(view).__name__, type(view.obj).__name__, view.readonly, len(sums)]}
`,
  'makes.actor.py': `
def process(context):
    context.get_input("input")
    return {"output": bytes(${size})}
`,
  'pries.actor.py': `
import os
def attempt(what):
    try:
        what()
        return "done"
    except OSError as refusal:
        return refusal.strerror
def process(context):
    context.get_input("input")
    (name,) = os.listdir("/shared/in")
    path = "/shared/in/" + name
    reading = os.open(path, os.O_RDONLY)
    return {"output": [
        sorted(os.listdir("/shared")),
        os.listdir("/shared/out"),
        attempt(lambda: os.open(path, os.O_RDWR)),
        attempt(lambda: os.open(f"/proc/self/fd/{reading}", os.O_RDWR)),
        attempt(lambda: os.truncate(path, 0)),
        attempt(lambda: os.chmod(path, 0o777)),
        attempt(lambda: os.unlink(path)),
        attempt(lambda: os.link(path, "/shared/out/1")),
        attempt(lambda: os.rename(path, "/shared/out/1")),
        attempt(lambda: os.link(path, "/tmp/1")),
        attempt(lambda: open("/shared/in/new", "w")),
        attempt(lambda: os.listdir("/shared/in/../../kept")),
    ]}
`,
  ...Object.fromEntries(
    Object.entries({
      forges_link: `os.symlink("/proc/self/environ", "/shared/out/9"); announce = '["9",100000,1]'`,
      forges_folder: `os.mkdir("/shared/out/9"); announce = '["9",100000,1]'`,
      forges_path: `announce = '["../in/1",100000,1]'`,
      forges_size: `open("/shared/out/9", "wb").write(bytes(100)); announce = '["9",100000,1]'`,
      forges_nonsense: `announce = '{"__proto__":1}'`,
      forges_huge: `os.truncate(os.open("/shared/out/9", os.O_CREAT | os.O_WRONLY), 100 << 20); announce = '["9",1e300,1]'`,
    }).map(([name, deed]) => [
      `${name}.actor.py`,
      `
import os
def process(context):
    context.get_input("input")
    ${deed.replaceAll('; ', '\n    ')}
    context._worker.channel.put(19, 2, 1, context._call, b"output", announce.encode())
`,
    ]),
  ),
  'litters.actor.py': `
import os
def process(context):
    context.get_input("input")
    os.chdir("/shared/out")
    for _ in range(3000):
        os.mkdir("deep")
        os.chdir("deep")
    os.chmod("/shared/out", 0)
`,
  'hoards.actor.py': `
def process(context):
    context.get_input("input")
    for n in range(4000):
        with open(f"/shared/out/hoard{n}", "wb") as file:
            file.write(bytes(1 << 20))
    return {"output": "all the memory there is"}
`,
};

/** Actors that turn on what passes through shared memory, in real sandboxes of a driver. */
export function attackSharedMemory(driver: string): void {
  describe(`shared memory among sandboxes of ${driver} that trust nobody`, () => {
    let sharing: SharingBackend;
    beforeAll(async () => {
      sharing = await SharingBackend.start({ ...files, 'reflow.yaml': settings('', driver) });
    }, 60_000);
    afterAll(async () => {
      await sharing[Symbol.asyncDispose]();
      expect(await sharing.folders()).toEqual([]);
    }, 60_000);

    it.each(['flips', 'shrinks'].flatMap((attack) => ['gated', 'gated_js'].map((reader) => [attack, reader])))(
      '[M6][X4] a region that its producer changes afterwards (%s) is an error that names the port (%s)',
      async (attack, reader) => {
        const { outputs, logs } = await sharing.run(
          { make: attack, see: reader },
          ['make.output -> see.input'],
          [['make', 'input', 1]],
          undefined,
          (network) => network.inject('see', 'go', Packet.of(1)),
        );
        expect(outputs).toEqual([]);
        // Where it is cut short before the host has it, it never was a region.
        const refusal =
          /inport "input": a value in shared memory cannot be read: the (checksum|region was cut)|is none/;
        expect(logs).toContainEqual(expect.stringMatching(refusal));
      },
      60_000,
    );

    it.each(['dies', 'dies_js'].flatMap((maker) => ['gated', 'gated_js'].map((reader) => [maker, reader])))(
      '[M6][S4] a value outlives the sandbox that made it (%s, %s)',
      async (maker, reader) => {
        const shared: (number | undefined)[] = [];
        const { outputs, logs } = await sharing.run(
          { make: maker, see: reader },
          ['make.output -> see.input'],
          [['make', 'input', 1]],
          (node, packet) => {
            if (node === 'make') shared.push(packet.shared?.size);
          },
          (network) => network.inject('see', 'go', Packet.of(1)),
        );
        expect(outputs).toEqual([['see.output', size]]);
        expect(logs).toContainEqual(expect.stringContaining('killed by SIGKILL'));
        expect(shared).toEqual([size]);
      },
      60_000,
    );

    it('[M6][X4] what was read and checked does not change any more, though its producer keeps writing to it', async () => {
      const { outputs, logs } = await sharing.run(
        { make: 'scribbles', see: 'watches' },
        ['make.output -> see.input'],
        [['make', 'input', 1]],
      );
      // Either it was read before the first stroke, or the checksum told.
      expect(outputs.length + logs.filter((text) => text.includes('the checksum does not match')).length).toBe(1);
      for (const [, sums] of outputs) expect(sums).toBe(1);
    }, 60_000);

    it('[M6][X4] what is mapped cannot be written by its producer while it is read', async () => {
      const { outputs, logs } = await sharing.run(
        { make: 'barges', see: 'maps' },
        ['make.output -> see.input'],
        [['make', 'input', 1]],
      );
      expect(outputs).toEqual([['see.output', ['memoryview', 'mmap', true, 1]]]);
      expect(logs).toContain('refused');
    }, 90_000);

    it('[M6][X4] what its producer can still write is copied instead of mapped', async () => {
      const { outputs, logs } = await sharing.run(
        { make: 'scribbles', see: 'maps' },
        ['make.output -> see.input'],
        [['make', 'input', 1]],
      );
      expect(outputs.length + logs.filter((text) => text.includes('the checksum does not match')).length).toBe(1);
      for (const [, seen] of outputs) expect(seen).toEqual(['memoryview', expect.any(String), true, 1]);
    }, 60_000);

    it('[M6][X4] a sandbox sees only what is lent to it, and can only read that', async () => {
      const { outputs } = await sharing.run(
        { make: 'makes', see: 'pries' },
        ['make.output -> see.input'],
        [['make', 'input', 1]],
      );
      const [[, seen]] = outputs as [[string, Value[]]];
      expect(seen.slice(0, 2)).toEqual([['in', 'out'], []]);
      expect(seen.slice(2)).toHaveLength(10);
      for (const answer of seen.slice(2)) expect(answer).not.toBe('done');
    }, 60_000);

    it.each(Object.keys(files).filter((name) => name.startsWith('forges')))(
      '[M6][X4] a region that is none ends the sandbox and harms nobody: %s',
      async (file) => {
        const { outputs, logs } = await sharing.run(
          { make: file.split('.')[0]!, see: 'gated' },
          ['make.output -> see.input'],
          [['make', 'input', 1]],
        );
        expect(outputs).toEqual([]);
        expect(logs).toContainEqual(expect.stringContaining('wrote to the channel'));
      },
      60_000,
    );

    it('[M6][S5] folders nested deeper than a path can say are removed with their sandbox', async () => {
      await sharing.run({ make: 'litters' }, [], [['make', 'input', 1]]);
    }, 60_000);

    it('[M6][S4] what a sandbox hoards in shared memory counts as its own memory', async () => {
      const { outputs, logs } = await sharing.run({ make: 'hoards' }, [], [['make', 'input', 1]]);
      expect(outputs).toEqual([]);
      expect(logs).toContainEqual(expect.stringContaining('out of memory'));
    }, 60_000);
  });
}
