import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { RpcClient } from '#shared/rpc/client.ts';
import { linkedTransports } from '#shared/rpc/transport.ts';
import type { Backend } from '../../backend/backend.ts';
import { formatGraph } from '../../backend/workspace/graphFormat.ts';
import { benchActors, BenchWorkspace } from './benchWorkspace.ts';
import { measurement, type Measurement, scaled } from './figures.ts';
import { answered, benchBackend, chainGraph, wireRate } from './runningNetwork.ts';

const rounds = 5;
const wanted = 'ratio ≤ 1.25';
/** Messages under way in each sandbox. */
const underWay = 16;

interface Sizes {
  readonly messages: number;
  /** Messages through all sandboxes together. */
  readonly sandboxMessages: number;
  readonly nodes: number;
  readonly sandboxes: number;
  readonly files: number;
  readonly watched: number;
}

function sizesOf(scale: number): Sizes {
  const part = (usual: number, least: number): number => scaled(usual, scale, least);
  return {
    messages: part(100_000, 100),
    sandboxMessages: part(1024, 4) * underWay,
    nodes: part(1000, 20),
    sandboxes: part(16, 2),
    files: part(10_000, 20),
    watched: part(200, 2),
  };
}

/**
 * B11, N13: what a message costs as nodes, sandboxes, files and watchers grow, each beside the small case of the same run. The best of
 * several rounds counts, since whatever else the machine does only adds.
 * @param scale the share of the work and of the large cases, from 0 to 1
 */
export async function scalingBench(scale: number): Promise<Record<'B11', Measurement[]>> {
  const most = sizesOf(scale);
  const { messages } = most;
  const B11: Measurement[] = [];
  const cost = (what: string, large: number[], small: number[], than: string): void =>
    void B11.push(measurement(what, 'µs a message', Math.min(...large), than, Math.min(...small), wanted));
  {
    await using workspace = await BenchWorkspace.make(0);
    await using backend = await benchBackend(workspace.root);
    const [few, idle] = [chainGraph(messages, 5, 5), chainGraph(messages, 5, most.nodes - 5)];
    const nodes = await alternately(
      () => microseconds(wireRate(backend, idle)),
      () => microseconds(wireRate(backend, few)),
    );
    cost(`${most.nodes} nodes`, ...nodes, '10 nodes');
    const watched = await watchedCosts(workspace, backend, most);
    cost(`1 wire watched`, watched.one, watched.none, 'nobody watches');
    cost(`${most.watched} wires watched`, watched.many, watched.none, 'nobody watches');
    await using big = await BenchWorkspace.make(0);
    await fill(big.root, most.files);
    await using other = await benchBackend(big.root);
    const files = await alternately(
      () => microseconds(wireRate(other, few)),
      () => microseconds(wireRate(backend, few)),
    );
    cost(`${most.files} files in the workspace`, ...files, '10 files');
  }
  const sandboxes = await sandboxCosts(most);
  cost(`${most.sandboxes} sandboxes at once`, sandboxes.many, sandboxes.one, '1 sandbox');
  return { B11 };
}

/** Both ways in turn, so that whatever else the machine does meets both. */
async function alternately(
  large: () => Promise<number>,
  small: () => Promise<number>,
): Promise<[large: number[], small: number[]]> {
  const costs: [number[], number[]] = [[], []];
  await small();
  await large();
  for (let round = 0; round < rounds; round++) {
    costs[0].push(await large());
    costs[1].push(await small());
  }
  return costs;
}

async function microseconds(rate: Promise<number>): Promise<number> {
  return 1e6 / (await rate);
}

/** A chain of nodes at full rate while a window watches none, one or all of its wires, by values and by status. */
async function watchedCosts(
  workspace: BenchWorkspace,
  backend: Backend,
  { messages, watched: allWatched }: Sizes,
): Promise<{ none: number[]; one: number[]; many: number[] }> {
  const file = 'watched.graph.json';
  const graph = chainGraph(Math.ceil(messages / 10), allWatched);
  await writeFile(path.join(workspace.root, file), formatGraph(graph, file));
  const [near, far] = linkedTransports();
  using _ = backend.attach(near);
  const client = new RpcClient(far);
  const outports = Object.keys(graph.processes).map((node) => ({ node, port: 'out' }));
  const run = async (watched: number): Promise<number> => {
    const ends: (() => void)[] = [];
    if (watched > 0) {
      const ports = outports.slice(0, watched);
      ends.push(await client.subscribe('network', { path: file }, () => {}));
      ends.push(await client.subscribe('values', { path: file, ports }, () => {}));
    }
    await backend.runs.start(file);
    const began = performance.now();
    const { network } = backend.runs.running(file);
    await network.whenIdle();
    const took = performance.now() - began;
    const carried = network.wires.reduce((sum, wire) => sum + wire.count, 0);
    for (const end of ends) end();
    await backend.runs.stop(file, 0);
    return (took * 1000) / carried;
  };
  const costs = { none: [] as number[], one: [] as number[], many: [] as number[] };
  await run(0);
  for (let round = 0; round < rounds; round++) {
    costs.none.push(await run(0));
    costs.one.push(await run(1));
    costs.many.push(await run(allWatched));
  }
  client.close();
  return costs;
}

/** Messages through one sandbox, or through many at once; actors in Python, which take the least memory. */
async function sandboxCosts({ sandboxes, sandboxMessages }: Sizes): Promise<{ one: number[]; many: number[] }> {
  await using workspace = await BenchWorkspace.make(0);
  await using backend = await benchBackend(workspace.root);
  const instances = await Promise.all(
    Array.from({ length: sandboxes }, (_, index) =>
      backend.registry.createInstance(benchActors.Python, {
        actorId: `bench${index}`,
        graph: null,
        config: {},
        state: { namespace: 'bench', actorId: 'bench' },
        limits: {},
        environment: {},
        host: { log: () => {}, staleCode: () => {} },
      }),
    ),
  );
  /** Every sandbox used has as many messages under way. */
  const through = async (count: number): Promise<number> => {
    const began = performance.now();
    await Promise.all(
      instances.slice(0, count).flatMap((instance) =>
        Array.from({ length: underWay }, async () => {
          for (let trip = 0; trip < sandboxMessages / count / underWay; trip++) await answered(instance);
        }),
      ),
    );
    return ((performance.now() - began) * 1000) / sandboxMessages;
  };
  const [many, one] = await alternately(
    () => through(sandboxes),
    () => through(1),
  );
  await Promise.all(instances.map((instance) => instance[Symbol.asyncDispose]()));
  return { one, many };
}

/** Many actor files, a hundred a folder. */
async function fill(root: string, count: number): Promise<void> {
  for (let folder = 0; folder * 100 < count; folder++) {
    const name = path.join(root, `folder${folder}`);
    await mkdir(name);
    await Promise.all(
      Array.from({ length: Math.min(100, count - folder * 100) }, (_, index) =>
        writeFile(
          path.join(name, `actor${index}.actor.py`),
          `from reflow import actor\n\n@actor(name="Actor${folder}x${index}", inports=["in"], outports=["out"])\ndef run(context):\n    return {"out": context.get_input("in")}\n`,
        ),
      ),
    );
  }
}
