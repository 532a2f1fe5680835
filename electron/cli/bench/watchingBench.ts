import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeGraph } from '#shared/graph/writeGraph.ts';
import { RpcClient } from '#shared/rpc/client.ts';
import { WebSocketTransport } from '../../backend/rpc/client/webSocketTransport.ts';
import { BenchWorkspace } from './benchWorkspace.ts';
import { ChildServer } from './childServer.ts';
import { measurement, median, type Measurement } from './figures.ts';
import { chainGraph } from './runningNetwork.ts';

const rounds = 5;
const nodes = 200;
const allMessages = 10_000;
const watchers = [0, 1, nodes];

/**
 * What it costs a flow at full rate that its wires are watched (N13): none of them, one, or 200 with their counts as the window shows
 * them. The server is a program of its own, as it is for a window in a browser.
 * @param scale above 0 and up to 1: how many of the messages
 */
export async function watchingBench(scale: number): Promise<Measurement[]> {
  const messages = Math.ceil(allMessages * scale);
  await using workspace = await BenchWorkspace.make(0);
  await writeFile(path.join(workspace.root, 'chain.graph.json'), writeGraph(chainGraph(messages, nodes)));
  const ports = ['--port', '0', '--http-port', '0', '--metrics-port', '0'];
  await using server = await ChildServer.start(['serve', '--workspace', workspace.root, ...ports]);
  const token = new URL(server.ready['editor']!).searchParams.get('token')!;
  const rates = new Map(watchers.map((watched) => [watched, [] as number[]]));
  for (let round = 0; round < rounds; round++)
    for (const watched of watchers)
      rates.get(watched)!.push((messages * nodes) / (await runTime(server.ready['rpc']!, token, watched)));
  const unwatched = median(rates.get(0)!);
  return watchers
    .slice(1)
    .map((watched) =>
      measurement(
        `native, ${watched} of ${nodes} wires watched`,
        'messages/s',
        median(rates.get(watched)!),
        'nobody watches',
        unwatched,
        '',
      ),
    );
}

/** @returns seconds of a run of which the last values of some outports are watched */
async function runTime(url: string, token: string, watched: number): Promise<number> {
  const client = new RpcClient(await WebSocketTransport.connect(url, { token }));
  try {
    const graph = { path: 'chain.graph.json' };
    const ports = Array.from({ length: watched }, (_, index) => ({ node: `c${index}`, port: 'out' }));
    if (watched > 0) await client.subscribe('values', { ...graph, ports }, () => {});
    if (watched > 1) await client.subscribe('network', { ...graph, onlyChanged: true }, () => {});
    await client.call('network.start', graph);
    const began = performance.now();
    while ((await client.call('network.status', graph)).state !== 'idle') await pause();
    const seconds = (performance.now() - began) / 1000;
    await client.call('network.stop', graph);
    return seconds;
  } finally {
    client.close();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}
