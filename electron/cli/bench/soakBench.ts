import { BadClients } from './badClients.ts';
import { benchActors, BenchWorkspace } from './benchWorkspace.ts';
import { ChildServer } from './childServer.ts';
import { measurement, median, quantile, type Measurement } from './figures.ts';
import { LoadClient } from './loadClient.ts';
import { descendants, memoryOf } from './processMemory.ts';

/** Calls under way a client, and calls between two looks at the clock. */
const underWay = 256;
const spell = 500;
/** Calls of each client before the time begins: until then sandboxes start, and heaps take the size that they need. */
const warmUp = 3000;
/** Milliseconds between two looks at the memory. */
const sampleEvery = 250;
/** Two a quarter, however slow the machine. */
const fewestSamples = 8;
/** JSON text that is compressed where a client wants that, and takes several reads. */
const largeInput = JSON.stringify('large '.repeat(4000));

/**
 * A server at full rate for some minutes (R5): whether its memory and its rate stay; and whether it goes on answering others at once
 * when it has been sent what no client should send. Memory needs Linux.
 */
export async function soakBench(minutes: number): Promise<Record<'soak', Measurement[]>> {
  await using workspace = await BenchWorkspace.make();
  await using server = await ChildServer.start([
    ...['serve', '--workspace', workspace.root],
    ...['--port', '0', '--http-port', '0', '--metrics-port', '0'],
  ]);
  const url = server.ready['rpc']!;
  const figures = await answersAfterBadInput(url);
  using python = await LoadClient.connect(url, benchActors.Python);
  using javascript = await LoadClient.connect(url, benchActors.JavaScript);
  using large = await LoadClient.connect(url, benchActors.JavaScript, largeInput);
  const clients = [python, javascript, large];
  await Promise.all(clients.map((client) => client.pipelined(warmUp, underWay)));
  const until = performance.now() + minutes * 60_000;
  const isOver = (): boolean => performance.now() >= until;
  const answered = { calls: 0 };
  const [samples] = await Promise.all([
    sampled(server.pid, answered, isOver),
    ...clients.map((client) => load(client, isOver, answered)),
  ]);
  const quarter = (number: number): Sample[] =>
    samples.slice(Math.floor(((number - 1) * samples.length) / 4), Math.floor((number * samples.length) / 4));
  const stays = (what: string, unit: string, of: (some: Sample[]) => number, wanted: string): Measurement =>
    measurement(`${what}, in the last quarter`, unit, of(quarter(4)), 'in the second', of(quarter(2)), wanted);
  const flat = 'ratio ≤ 1.1';
  figures.push(
    stays('server', 'MB', (some) => median(some.map(({ server }) => server)), flat),
    stays('its sandboxes', 'MB', (some) => median(some.map(({ sandboxes }) => sandboxes)), flat),
    stays('calls', 'messages/s', rateOf, 'ratio about 1'),
  );
  return { soak: figures };
}

/** How long a new client waits for its first answer, right after bad input and without it. */
async function answersAfterBadInput(url: string): Promise<Measurement[]> {
  await using bad = new BadClients(url);
  const after: number[] = [];
  const without: number[] = [];
  await firstAnswer(url);
  for (let round = 0; round < 50; round++) {
    without.push(await firstAnswer(url));
    await bad.send(round);
    after.push(await firstAnswer(url));
  }
  const figure = (what: string, share: number): Measurement =>
    measurement(what, 'ms', quantile(after, share), 'without it', quantile(without, share), '≤ 50 ms');
  return [figure('new client after bad input, p50', 0.5), figure('new client after bad input, p99', 0.99)];
}

async function firstAnswer(url: string): Promise<number> {
  const began = performance.now();
  using client = await LoadClient.connect(url, benchActors.Python);
  await client.oneByOne(1);
  return performance.now() - began;
}

async function load(client: LoadClient, isOver: () => boolean, answered: { calls: number }): Promise<void> {
  while (!isOver()) {
    await client.pipelined(spell, underWay);
    answered.calls += spell;
  }
}

interface Sample {
  /** Milliseconds. */
  readonly time: number;
  /** Answered so far. */
  readonly calls: number;
  /** Megabytes. */
  readonly server: number;
  readonly sandboxes: number;
}

async function sampled(pid: number, answered: { calls: number }, isOver: () => boolean): Promise<Sample[]> {
  const samples: Sample[] = [];
  while (!isOver() || samples.length < fewestSamples) {
    let sandboxes = 0;
    for (const child of await descendants(pid)) sandboxes += await memoryOf(child);
    samples.push({ time: performance.now(), calls: answered.calls, server: await memoryOf(pid), sandboxes });
    await new Promise((resolve) => setTimeout(resolve, sampleEvery));
  }
  return samples;
}

/** Calls a second. */
function rateOf(samples: readonly Sample[]): number {
  const [first, last] = [samples[0]!, samples.at(-1)!];
  return ((last.calls - first.calls) * 1000) / (last.time - first.time);
}
