import { benchActors, BenchWorkspace } from './benchWorkspace.ts';
import { ChildServer } from './childServer.ts';
import { measurement, median, quantile, scaled, type Measurement } from './figures.ts';
import { LoadClient } from './loadClient.ts';

const rounds = 3;

/**
 * B1 and B2: the path from an RPC client through server and sandbox and back, beside a bare `ws` echo.
 * @param scale above 0 and up to 1: how many of the calls
 */
export async function rpcBench(scale: number): Promise<Record<'B1' | 'B2', Measurement[]>> {
  const warmUp = scaled(300, scale, 20);
  const single = scaled(1500, scale, 100);
  const pipelined = scaled(20_000, scale, 1000);
  const batched = scaled(500, scale, 20);
  await using workspace = await BenchWorkspace.make();
  await using echo = await ChildServer.start(['bench-echo']);
  await using server = await ChildServer.start([
    ...['serve', '--workspace', workspace.root],
    ...['--port', '0', '--http-port', '0', '--metrics-port', '0'],
  ]);
  using bare = await LoadClient.connect(echo.ready['rpc']!, 'echo');
  const B1: Measurement[] = [];
  const B2: Measurement[] = [];
  for (const [language, actor] of Object.entries(benchActors)) {
    using client = await LoadClient.connect(server.ready['rpc']!, actor);
    await client.oneByOne(warmUp);
    await bare.oneByOne(warmUp);
    const ours: number[] = [];
    const theirs: number[] = [];
    const frames: [number, number][] = [];
    const batches: [number, number][] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(...(await client.oneByOne(single)));
      theirs.push(...(await bare.oneByOne(single)));
      frames.push([await client.pipelined(pipelined, 256), await bare.pipelined(pipelined, 256)]);
      batches.push([await client.batched(batched, 100, 8), await bare.batched(batched, 100, 8)]);
    }
    const echoed = 'bare ws JSON echo';
    B1.push(
      measurement(`${language} round trip p50`, 'ms', median(ours), `${echoed} p50`, median(theirs), '≤ 0.4 ms'),
      measurement(
        `${language} round trip p99`,
        'ms',
        quantile(ours, 0.99),
        `${echoed} p99`,
        quantile(theirs, 0.99),
        '≤ 3 ms',
      ),
    );
    const rate = (what: string, pairs: [number, number][], wanted: string): Measurement =>
      measurement(
        `${language} ${what}`,
        'messages/s',
        median(pairs.map(([our]) => our)),
        `${echoed}, the same way`,
        median(pairs.map(([, their]) => their)),
        wanted,
      );
    B2.push(rate('single frames', frames, 'ratio ≥ 0.6'), rate('batches of 100', batches, '≥ 100 000'));
  }
  return { B1, B2 };
}
