import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createBackend } from '../../backend/createBackend.ts';
import { backendResources } from '../backendResources.ts';
import { examplesFolder } from './examplesFolder.ts';
import { benchGraph } from './runningNetwork.ts';
import { measurement, median, type Measurement } from './figures.ts';

const messages = 200_000;
const rounds = 3;

/** B4: messages through a WASM actor in a running graph, beside the bare plug-in called in a loop on this thread. */
export async function wasmBench(): Promise<Record<'B4', Measurement[]>> {
  const folder = path.join(examplesFolder(), 'wasm');
  const flow: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await barePerSecond(path.join(folder, 'collatz.actor.wasm')));
    flow.push(await flowPerSecond(folder));
  }
  const B4 = [
    measurement(
      'WASM actor in a graph',
      'messages/s',
      median(flow),
      'bare Extism plug-in in a loop',
      median(bare),
      '≥ 150 K',
    ),
  ];
  return { B4 };
}

async function flowPerSecond(folder: string): Promise<number> {
  await using backend = await createBackend({
    workspaceRoot: folder,
    resources: backendResources(),
    trusted: true,
    watch: false,
    environment: process.env,
  });
  let received = 0;
  const { network } = backend.createNetwork(graph, 'bench', (node, port) => {
    if (node === 'collatz' && port === 'steps') received++;
  });
  const began = performance.now();
  await network.start();
  await network.whenIdle();
  const seconds = (performance.now() - began) / 1000;
  await network.stop(0);
  if (received !== messages) throw new Error(`Of ${messages} messages ${received} came through.`);
  return messages / seconds;
}

/** Each message is a 1, for which the actor has next to nothing to compute. */
const graph = benchGraph(
  {
    source: { component: 'Inject', config: { interval: 0, count: messages, payload: 1 } },
    collatz: { component: 'Collatz' },
  },
  ['source.out -> collatz.n'],
);

async function barePerSecond(file: string): Promise<number> {
  // Not loaded with every command: it says on stderr that WASI is experimental.
  const { default: createPlugin } = await import('@extism/extism');
  const plugin = await createPlugin({ wasm: [{ data: new Uint8Array(await readFile(file)) }] }, { useWasi: false });
  const encoder = new TextEncoder();
  const count = messages / 10;
  const began = performance.now();
  for (let sent = 0; sent < count; sent++) {
    await plugin.call('process', encoder.encode('{"n":1}'));
    // Otherwise it keeps every input and output.
    await plugin.reset();
  }
  const seconds = (performance.now() - began) / 1000;
  await plugin.close();
  return count / seconds;
}
