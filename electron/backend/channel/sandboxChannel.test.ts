import { duplexPair } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FrameReader } from './frameReader.ts';
import { recordKind } from './frames.ts';
import { FrameTags } from './frameTags.ts';
import { FrameWriter } from './frameWriter.ts';
import { plenty } from './gathering.ts';
import { SandboxChannel } from './sandboxChannel.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

/** A channel, and the runner's end of it. */
async function connected() {
  const [hostEnd, runnerEnd] = duplexPair();
  const channel = new SandboxChannel(hostEnd);
  await turn();
  const secret = runnerEnd.read(16) as Buffer;
  const [seed, step] = [secret.readUInt32LE(0), secret.readUInt32LE(8)];
  const twice = (step * 2) >>> 0;
  const reader = new FrameReader(new FrameTags(seed, twice));
  const writer = new FrameWriter(new FrameTags((seed + step) >>> 0, twice));
  const received: number[] = [];
  let frames = 0;
  runnerEnd.on('data', (bytes: Buffer) => {
    frames++;
    reader.push(bytes);
    for (let record = reader.next(); record; record = reader.next()) received.push(record.call);
  });
  const instance: number = channel.attach({
    receive: ({ call }) => channel.endCall(call, instance),
    printed: () => {},
    closed: () => {},
  });
  return {
    channel,
    received,
    get frames() {
      return frames;
    },
    /** Each in a turn of its own, as from a client that sends one by one. */
    async send(count: number) {
      const calls: number[] = [];
      for (let sent = 0; sent < count; sent++) {
        const call = channel.beginCall(instance);
        calls.push(call);
        channel.sendText(recordKind.process, 0, instance, call, '{}');
        await turn();
      }
      return calls;
    },
    async complete(calls: readonly number[]) {
      for (const call of calls) writer.put(recordKind.completed, 0, instance, call, []);
      for (const piece of writer.take()) runnerEnd.write(piece);
      await turn();
    },
  };
}

describe('the channel to a sandbox', () => {
  it('[B2] each message leaves at once while the sandbox could run out of work', async () => {
    const runner = await connected();
    await runner.send(plenty);
    expect(runner.received).toHaveLength(plenty);
    expect(runner.frames).toBe(plenty);
  });

  it('[B2] messages for a sandbox with plenty ahead leave together at its next answer, in their order', async () => {
    const runner = await connected();
    const ahead = await runner.send(plenty);
    const more = await runner.send(20);
    expect(runner.received).toEqual(ahead);
    await runner.complete(ahead.slice(0, 1));
    expect(runner.received).toEqual([...ahead, ...more]);
    expect(runner.frames).toBe(plenty + 1);
  });

  it('[S6] what is no message, such as a cancellation, waits for nothing and takes along what was before it', async () => {
    const runner = await connected();
    const calls = await runner.send(plenty + 5);
    runner.channel.send(recordKind.cancel, 0, 1, calls.at(-1)!, []);
    await turn();
    expect(runner.received).toEqual([...calls, calls.at(-1)]);
  });

  it('[N1] however many wait, they go on to the sandbox, which holds them back itself', async () => {
    const runner = await connected();
    await runner.send(1000);
    expect(runner.received.length).toBeGreaterThan(900);
  });
});
