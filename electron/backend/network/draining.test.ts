import { describe, expect, it } from 'vitest';
import { Packet } from '../channel/packet.ts';
import { Cancelled, NativeInstance } from '../registry/native/nativeInstance.ts';
import { graphOf, networkOf, pass, source, type TestComponent } from './networkFixture.ts';
import type { FailedFiring, NetworkRecorder } from './networkRecorder.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const never = new AbortController().signal;

class Letters implements NetworkRecorder {
  readonly wantsAll = false;
  readonly left: FailedFiring[] = [];
  sent(): void {}
  failed(): void {}
  recovered(): void {}
  untried(): void {}
  unprocessed(left: readonly FailedFiring[]): void {
    this.left.push(...left);
  }

  get inputs() {
    return this.left.map(({ node, taken, failure }) => [
      node.id,
      Object.fromEntries([...taken.packets].map(([port, packet]) => [port, packet.value])),
      failure.type,
    ]);
  }
}
describe('draining (P2)', () => {
  it('[P2][N1] sources end, and all that they sent is processed to the end, however full the queues are', async () => {
    const recorder = new Letters();
    let sent = 0;
    const { network, from } = networkOf(
      graphOf({ s: 'Endless', slow: 'Slow', p: 'Pass' }, ['s.out -> slow.in', 'slow.out -> p.in']),
      { Endless: { run: () => {} }, Slow: pass, Pass: pass },
      {
        recorder,
        queueLimits: { messages: 10, bytes: 1 << 20 },
        instance: (node) =>
          new NativeInstance(async (firing, run) => {
            if (node === 'slow') await run.yield();
            if (node !== 's') firing.emit('out', firing.inputs.get('in')!, false);
            else
              for (; ; await run.yield())
                for (let index = 0; index < 20; index++) firing.emit('out', Packet.of(sent++), false);
          }, 1),
      },
    );
    await network.start();
    await expect.poll(() => sent, { interval: 1, timeout: 20_000 }).toBeGreaterThan(300);
    expect(await network.drain(never)).toBe(0);
    expect(from('p.out')).toEqual(numbers(sent));
    expect(recorder.left).toEqual([]);
    expect(network.state).toBe('stopped');
  });

  it('[P2] a node that streams without end is a source, though an initial packet began it; one that works on its only message is not', async () => {
    const recorder = new Letters();
    let streamed = 0;
    let finish = () => {};
    const { network, from } = networkOf(
      graphOf(
        { s: 'Fed', p: 'Pass', long: 'Fed' },
        ['s.out -> p.in'],
        [
          ['go', 's.in'],
          ['go', 'long.in'],
        ],
      ),
      { Fed: pass, Pass: pass },
      {
        recorder,
        instance: (node) =>
          new NativeInstance(async (firing, run) => {
            if (node === 'p') return firing.emit('out', firing.inputs.get('in')!, false);
            if (node === 's') for (; ; await run.yield()) firing.emit('out', Packet.of(streamed++), false);
            await new Promise<void>((resolve) => (finish = resolve));
            firing.emit('out', Packet.of('finished'), false);
          }, 1),
      },
    );
    await network.start();
    await expect.poll(() => streamed, { interval: 1, timeout: 20_000 }).toBeGreaterThan(20);
    const ending = network.drain(never);
    await expect.poll(() => network.nodes.get('s')!.outstanding).toBe(0);
    finish();
    expect(await ending).toBe(0);
    expect(from('p.out')).toEqual(numbers(streamed));
    expect(from('long.out')).toEqual(['finished']);
    expect(recorder.left).toEqual([]);
  });

  it('[P2][N10] when the time is over, what is under way and what waits are dead letters; each message is one or the other', async () => {
    const recorder = new Letters();
    const impatient = new AbortController();
    const { network, from, logs } = networkOf(
      graphOf({ s: 'S', stuck: 'Pass' }, ['s.out -> stuck.in']),
      { S: { run: () => {} }, Pass: pass },
      {
        recorder,
        instance: (node) =>
          new NativeInstance(async (firing, run) => {
            if (node === 's') for (const value of numbers(8)) firing.emit('out', Packet.of(value), false);
            else {
              const packet = firing.inputs.get('in')!;
              if (packet.value === 5) {
                impatient.abort();
                await run.untilCancelled();
                throw new Cancelled();
              }
              firing.emit('out', packet, false);
            }
          }, 1),
      },
    );
    await network.start();
    expect(await network.drain(impatient.signal)).toBe(3);
    expect(from('stuck.out')).toEqual(numbers(5));
    expect(recorder.inputs).toEqual([
      ['stuck', { in: 6 }, 'Stopped'],
      ['stuck', { in: 7 }, 'Stopped'],
      ['stuck', { in: 5 }, 'Stopped'],
    ]);
    expect(recorder.left.at(-1)!.failure.message).toContain('part of it');
    expect(logs.at(-1)).toBe(
      'warn : 3 messages were not processed before the run of test ended; each is a dead letter and can be tried again.',
    );
  });

  it('[P2][N7] what nobody will ever move does not keep it: a breakpoint, a pause, a port that still waits', async () => {
    const recorder = new Letters();
    const pair: TestComponent = { inports: [{ name: 'a' }, { name: 'b' }], run: () => {} };
    const held = networkOf(
      graphOf({ s: 'S', p: 'Pass', q: 'Pair', o: 'None' }, ['s.out -> p.in', 's.out -> q.a', 'o.out -> q.b']),
      { S: source(...numbers(30)), Pass: pass, Pair: pair, None: { run: () => {} } },
      { recorder, queueLimits: { messages: 4, bytes: 1 << 20 } },
    );
    held.network.breakpoints.set(held.network.wire('s.out to p.in'), null);
    await held.network.start();
    expect(await held.network.drain(never)).toBe(30);
    expect(recorder.inputs).toEqual(numbers(30).map((value) => ['p', { in: value }, 'Stopped']));
    expect(held.network.leftovers()).toEqual(['q keeps 30 on a: it still waits for b.']);
    const paused = networkOf(graphOf({ p: 'Pass' }, []), { Pass: pass }, { recorder: new Letters() });
    await paused.network.start();
    paused.network.pause();
    void paused.network.inject('p', 'in', Packet.of(1));
    expect(await paused.network.drain(never)).toBe(1);
    expect(paused.from('p.out')).toEqual([]);
  });
});
