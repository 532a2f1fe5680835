import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordingMode } from '#shared/rpc/live/recording.ts';
import { Packet } from '../../channel/packet.ts';
import { graphOf, networkOf, pass, type TestComponent } from '../networkFixture.ts';
import type { LetterLimits } from './letterTable.ts';
import { Recordings } from './recordings.ts';

let folder: string;
let now: number;
const opened: Recordings[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'recordings-'));
  now = Date.UTC(2026, 0, 1);
});
afterEach(async () => {
  for (const recordings of opened.splice(0)) await recordings[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function open(maxBytes = 1 << 20, maxAge = 1000, letterLimits?: LetterLimits): Recordings {
  const recordings = new Recordings({
    folder: path.join(folder, 'runs'),
    mode: 'failure',
    limits: { maxBytes, maxAge },
    ...(letterLimits ? { letterLimits } : {}),
    now: () => now,
  });
  opened.push(recordings);
  return recordings;
}

const fussy: TestComponent = {
  inports: [{ name: 'in' }],
  run: ({ in: value }, emit) => {
    if (String(value).startsWith('bad')) throw new Error('not this');
    emit('out', value!);
  },
};

/** Runs values through two nodes and ends the run. */
async function record(recordings: Recordings, id: string, values: string[], mode?: RecordingMode) {
  const problems: string[] = [];
  const recorder = recordings.record({ id, path: `${id}.graph.json`, graph: 'g', mode }, (problem) =>
    problems.push(problem),
  );
  recorder.titles = { b: 'Fussy one' };
  const graph = graphOf({ a: 'Pass', b: 'Fussy' }, ['a.out -> b.in']);
  const { network } = networkOf(graph, { Pass: pass, Fussy: fussy }, { recorder });
  await network.start();
  for (const value of values) network.inject('a', 'in', Packet.of(value));
  await network.whenIdle();
  recordings.end(recorder);
  return { network, problems };
}
const ofRun = (recordings: Recordings, runId: string) => recordings.open(runId, { limit: 10_000 });

describe('recording runs', () => {
  it('[N8] all keeps every message with its causes, off none, failure what came before an error and led to it', async () => {
    const recordings = open();
    await record(recordings, 'all', ['x', 'bad', 'y'], 'all');
    await record(recordings, 'off', ['x', 'bad', 'y'], 'off');
    await record(recordings, 'some', [...Array.from({ length: 500 }, (_, index) => `v${index}`), 'bad']);
    await record(recordings, 'fine', ['x', 'y']);
    expect(
      recordings
        .list()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['all', 'fine', 'some']);
    const all = ofRun(recordings, 'all');
    expect(
      all.messages.map(({ origin, from, preview }) => `${from?.node ?? origin}:${preview.json}`).toSorted(),
    ).toEqual(['sent:"x"', 'sent:"bad"', 'sent:"y"', 'a:"x"', 'a:"bad"', 'a:"y"', 'b:"x"', 'b:"y"'].toSorted());
    expect(all.failures).toHaveLength(1);
    expect(() => ofRun(recordings, 'off')).toThrow(/no recorded run/);
    const { messages, failures, run } = ofRun(recordings, 'some');
    expect(run.failures).toBe(1);
    const bad = messages.find(({ id }) => failures[0]!.causes.includes(id))!;
    expect(bad.preview.json).toBe('"bad"');
    expect(messages.find(({ id }) => bad.causes.includes(id))).toMatchObject({ origin: 'sent' });
    expect(messages.length).toBeGreaterThanOrEqual(200);
    expect(messages.length).toBeLessThan(1000);
    expect(ofRun(recordings, 'fine').messages).toEqual([]);
  });

  it('[E7] a run is searched by node, title, port and whole value, a part at a time', async () => {
    const recordings = open(64 << 20);
    const values = ['x', `${'.'.repeat(5000)}Needle`, ...Array.from({ length: 1700 }, () => 'y')];
    await record(recordings, 'run', values, 'all');
    const search = (text: string): { places: string[]; pages: number } => {
      const places: string[] = [];
      let pages = 0;
      for (let after = 0, more = true; more; pages++) {
        const page = recordings.open('run', { search: text, after });
        expect(page.reached).toBeGreaterThan(after);
        places.push(...page.messages.map(({ from, origin }) => (from ? `${from.node}.${from.port}` : origin)));
        ({ more, reached: after } = page);
      }
      return { places, pages };
    };
    expect(search('needle b.out')).toEqual({ places: ['b.out'], pages: 2 });
    expect(search('FUSSY needle').places).toEqual(['b.out']);
    expect(search('sent a.in needle').places).toEqual(['sent']);
    expect(search('nowhere').places).toEqual([]);
    expect(recordings.open('run', {}).titles).toEqual({ b: 'Fussy one' });
    expect(recordings.open('run', { after: 1 }).titles).toBeUndefined();
  });

  it('[N8] stays within its bytes: the oldest runs go first, then the first messages of a run that is too big alone', async () => {
    const recordings = open(40_000);
    const values = Array.from({ length: 30 }, (_, index) => `${index}`.padEnd(100, '.'));
    for (const id of ['one', 'two', 'three', 'four']) {
      now++;
      await record(recordings, id, values, 'all');
    }
    const bytes = () => recordings.list().reduce((sum, run) => sum + run.bytes, 0);
    expect(bytes()).toBeLessThanOrEqual(46_000);
    expect(recordings.list().map(({ id }) => id)).not.toContain('one');
    expect(recordings.list()[0]!.id).toBe('four');
    now++;
    await record(recordings, 'big', [...values, ...values, ...values, ...values, ...values], 'all');
    expect(bytes()).toBeLessThanOrEqual(46_000);
    const big = ofRun(recordings, 'big');
    expect(big.messages[0]!.id).toBeGreaterThan(1);
    expect(big.messages.at(-1)!.id).toBe(450);
    expect(big.run.messages).toBe(big.messages.length);
  });

  it('[N8] what is too old goes; a run that its program did not end is called interrupted', async () => {
    const first = open();
    await record(first, 'old', ['x'], 'all');
    const cut = first.record({ id: 'cut', path: null, graph: 'g', mode: 'all' }, () => {});
    expect(first.list().find(({ id }) => id === 'cut')!.state).toBe('running');
    const second = open();
    expect(second.list().find(({ id }) => id === 'cut')!.state).toBe('interrupted');
    expect(second.list().find(({ id }) => id === 'old')!.state).toBe('finished');
    now += 2000;
    expect(second.list()).toEqual([]);
    first.end(cut);
  });

  it('[N8] runs that go on lose their first messages when they are too big together, or when those are too old', () => {
    const recordings = open(40_000);
    const begin = (id: string) => {
      const recorder = recordings.record({ id, path: null, graph: 'g', mode: 'all' }, () => {});
      let last = 0;
      const send = (count: number): void => {
        for (const end = last + count; last < end;) {
          const packet = Packet.of(`${++last}`.padEnd(100, '.'));
          const sent = { id: last, sequence: last, timestamp: now, packet, size: packet.size, causes: [] };
          recorder.sent({ from: null, to: [] }, { ...sent, origin: 'sent', point: undefined });
        }
        recorder.flush();
      };
      return { recorder, send };
    };
    const one = begin('one');
    const other = begin('other');
    for (const { send } of [one, other, one]) send(150);
    for (const { recorder } of [one, other]) recordings.end(recorder);
    expect(recordings.list().reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(45_000);
    for (const { id, messages } of recordings.list()) expect(ofRun(recordings, id).messages).toHaveLength(messages);
    expect(ofRun(recordings, 'one').messages.at(-1)!.id).toBe(300);

    now += 500;
    const lasting = begin('lasting');
    lasting.send(50);
    now += 900;
    lasting.send(50);
    expect(recordings.list().map(({ id }) => id)).toEqual(['lasting']);
    expect(ofRun(recordings, 'lasting').messages[0]!.id).toBe(1);
    now += 300;
    expect(ofRun(recordings, 'lasting').messages[0]!.id).toBe(51);
    recordings.end(lasting.recorder);
    expect(recordings.list()).toMatchObject([{ id: 'lasting', state: 'finished', messages: 50 }]);
  });

  it('[N8] a disk that cannot be written costs the recording, not the run', async () => {
    await writeFile(path.join(folder, 'file'), '');
    const recordings = new Recordings({
      folder: path.join(folder, 'file', 'runs'),
      mode: 'all',
      limits: { maxBytes: 1, maxAge: 1 },
      now: () => now,
    });
    const { network, problems } = await record(recordings, 'run', ['x', 'bad', 'y']);
    expect(network.nodes.get('b')!.completed).toBe(3);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/cannot be recorded in .*file/);
  });
});

describe('dead letters', () => {
  it('[N10] survive the program, belong to their graph, and are listed newest first', async () => {
    const first = open();
    for (const id of ['one', 'two']) {
      now++;
      await record(first, id, ['x', 'bad']);
    }
    await opened.pop()![Symbol.asyncDispose]();
    const { deadLetters } = open();
    const { letters, total } = deadLetters.list('g', 1);
    expect(total).toBe(2);
    expect(letters).toMatchObject([{ runId: 'two', node: 'b', attempts: 1, error: { message: 'not this' } }]);
    expect(deadLetters.list('gg', 10).total).toBe(0);
    expect(deadLetters.get('g', letters[0]!.id).inputs.get('in')!.value).toBe('bad');
    expect(deadLetters.discard('g', [letters[0]!.id])).toBe(1);
    expect(deadLetters.list('g', 10).letters).toMatchObject([{ runId: 'one' }]);
    expect(() => deadLetters.get('g', letters[0]!.id)).toThrow(/no dead letter/);
  });

  it.each([
    ['in number', { letters: 3, bytes: 1 << 20 }],
    ['in bytes', { letters: 1000, bytes: 40 }],
  ])('[N10] are bounded %s: the oldest go, and the run says so', async (_, letterLimits) => {
    const recordings = open(1 << 20, 1000, letterLimits);
    const { problems } = await record(recordings, 'one', ['bad', 'x', 'bad-1-----', 'bad-2-----', 'bad-3-----']);
    const inputsOf = () => recordings.deadLetters.list('g', 10).letters.map(({ inputs }) => inputs['in']!.json);
    expect(inputsOf()).toEqual(['"bad-3-----"', '"bad-2-----"', '"bad-1-----"']);
    await record(recordings, 'two', ['bad'.padEnd(100, '.')]);
    expect(inputsOf()[0]).toContain('...');
    expect(inputsOf()).toHaveLength(letterLimits.letters === 3 ? 3 : 1);
    expect(recordings.deadLetters.list('g', 1).total).toBe(inputsOf().length);
    expect(problems).toEqual([
      expect.stringMatching(/^g has more dead letters than are kept: .*Retry or discard some/),
      'The oldest dead letters of g, 1 in all, were let go during this run.',
    ]);
    const kept = inputsOf().length;
    expect(recordings.deadLetters.discard('g')).toBe(kept);
    expect(recordings.deadLetters.list('g', 1).total).toBe(0);
  });

  it('[N10] of a graph with a very long name are kept, listed and discarded', async () => {
    const { deadLetters } = open();
    const name = '長い名前'.repeat(300);
    const failure = { type: 'Error', message: 'not this', stack: '', port: null };
    const { network } = networkOf(graphOf({ a: 'Pass' }, []), { Pass: pass });
    const taken = { packets: new Map([['in', Packet.of(1)]]), causes: [] };
    const node = network.nodes.get('a')!;
    deadLetters.add(name, 'run', [{ node, taken, failure, isHandled: false, lastMessage: 0 }]);
    expect(deadLetters.list(`${name}!`, 10).total).toBe(0);
    expect(deadLetters.list(name, 10)).toMatchObject({ total: 1, letters: [{ node: 'a', graph: name }] });
    expect(deadLetters.discard(name)).toBe(1);
  });

  it('[N10] one that is being tried is not tried twice; the end of its run gives it back, the end of another does not', async () => {
    const recordings = open();
    await record(recordings, 'one', ['bad']);
    const { deadLetters } = recordings;
    const { id } = deadLetters.list('g', 1).letters[0]!;
    const tried: string[] = [];
    const retry = () => deadLetters.retry('g', id, (node) => void tried.push(node));
    expect(() =>
      deadLetters.retry('g', id, () => {
        throw new Error('no such node');
      }),
    ).toThrow('no such node');
    retry();
    expect(retry).toThrow(/being tried again/);
    for (const graph of ['other', 'g']) {
      recordings.end(recordings.record({ id: graph, path: null, graph }, () => {}));
      expect(deadLetters.get('g', id).letter.retrying).toBe(graph === 'other');
    }
    retry();
    expect(tried).toEqual(['b', 'b']);
  });

  it('[N10][A7] an error that a wire takes makes no dead letter', async () => {
    const recordings = open();
    const recorder = recordings.record({ id: 'run', path: null, graph: 'g' }, () => {});
    const graph = graphOf({ a: 'Fussy', b: 'Pass' }, ['a.error -> b.in']);
    const { network, from } = networkOf(graph, { Pass: pass, Fussy: fussy }, { recorder });
    await network.start();
    network.inject('a', 'in', Packet.of('bad'));
    await network.whenIdle();
    expect(from('b.out')).toHaveLength(1);
    expect(recordings.deadLetters.list('g', 10).total).toBe(0);
  });
});
