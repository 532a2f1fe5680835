import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BenchWorkspace } from './benchWorkspace.ts';
import { measurement, median, type Measurement } from './figures.ts';
import { benchBackend, benchGraph, outputRate } from './runningNetwork.ts';

const messageBytes = 100_000_000;
const gigabyte = 1e9;
const rounds = 3;
/** A round's messages through shared memory, and in frames, where each takes very much longer. */
const sharedMessages = 48;
const inlineMessages = 4;

const actors = {
  'produce.actor.py': `data = bytes(range(250)) * ${messageBytes / 250}\ndef process(context):\n    return {"output": data}\n`,
  'consume.actor.py': 'def process(context):\n    return {"output": len(context.get_buffer("input"))}\n',
};

/** B7: 100 MB from one Python actor to another, through shared memory and, in the same run, in frames. */
export async function sharedMemoryBench(): Promise<Record<'B7', Measurement[]>> {
  const shared: Passage[] = [];
  const inline: Passage[] = [];
  for (let round = 0; round < rounds; round++) {
    shared.push(await pass(true, sharedMessages));
    inline.push(await pass(false, inlineMessages));
  }
  const rate = median(shared.map(({ rate }) => rate));
  const inlineRate = median(inline.map(({ rate }) => rate));
  return {
    B7: [
      measurement('100 MB, Python → Python', 'GB/s', rate, 'in frames', inlineRate, '≥ 1, ratio ≥ 20'),
      measurement(
        'bytes the host copies for it',
        'bytes',
        Math.max(...shared.map(({ copied }) => copied)),
        'in frames',
        median(inline.map(({ copied }) => copied)),
        '0',
      ),
    ],
  };
}

interface Passage {
  /** Gigabytes a second. */
  rate: number;
  /** Bytes that went through the host, a message. */
  copied: number;
}

async function pass(enabled: boolean, count: number): Promise<Passage> {
  await using workspace = await BenchWorkspace.make(2);
  const settings =
    `workspace:\n  sandbox:\n    python: { cpu: 1, memory: 2GB }\n    ceiling: { memory: 4GB }\n` +
    `    pool: { preload_count: 2 }\n  shared_memory: { enabled: ${enabled} }\n`;
  for (const [name, text] of Object.entries({ 'reflow.yaml': settings, ...actors }))
    await writeFile(path.join(workspace.root, name), text);
  await using backend = await benchBackend(workspace.root);
  const graph = benchGraph(
    {
      source: { component: 'Inject', config: { interval: 0, count } },
      one: { component: 'produce' },
      two: { component: 'consume' },
    },
    ['source.out -> one.input', 'one.output -> two.input'],
  );
  let inFrames = 0;
  const rate = await outputRate(backend, graph, 'two', count, (node, packet) => {
    if (node === 'one' && !packet.shared) inFrames += packet.size;
  });
  return {
    rate: (rate * messageBytes) / gigabyte,
    copied: (backend.sharedMemoryFigures().copied + inFrames) / count,
  };
}
