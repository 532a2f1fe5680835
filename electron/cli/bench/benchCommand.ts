import { Command, InvalidArgumentError } from 'commander';
import { canvasBench } from './canvasBench.ts';
import { discoveryBench } from './discoveryBench.ts';
import type { Measurement } from './figures.ts';
import { memoryBench } from './memoryBench.ts';
import { networkBench } from './networkBench.ts';
import { rpcBench } from './rpcBench.ts';
import { scalingBench } from './scalingBench.ts';
import { sharedMemoryBench } from './sharedMemoryBench.ts';
import { soakBench } from './soakBench.ts';
import { startBench } from './startBench.ts';
import { wasmBench } from './wasmBench.ts';
import { stateBench } from './stateBench.ts';

/** Benches by the rules that they measure. */
const benches: { rules: string[]; run: (scale: number) => Promise<Record<string, Measurement[]>> }[] = [
  { rules: ['B1', 'B2'], run: rpcBench },
  { rules: ['B3'], run: networkBench },
  { rules: ['B4'], run: wasmBench },
  { rules: ['B5'], run: startBench },
  { rules: ['B6'], run: stateBench },
  { rules: ['B7'], run: sharedMemoryBench },
  { rules: ['B8'], run: discoveryBench },
  { rules: ['B9'], run: canvasBench },
  { rules: ['B10'], run: memoryBench },
  { rules: ['B11'], run: scalingBench },
];

/** `bench`: the figures of the specification's B, each beside a baseline of the same run. */
export function benchCommand(): Command {
  const known = benches.flatMap(({ rules }) => rules);
  return new Command('bench')
    .description('measure speed and memory, each figure beside a baseline of the same run')
    .argument('[rules...]', `which to measure: ${known.join(', ')} (all)`)
    .option(
      '--scale <share>',
      'how much of the work of B1, B2, B3, B5, B6, B8 and B11, above 0 and up to 1: quicker, and less exact',
      readScale,
      1,
    )
    .option('--soak <minutes>', 'instead: a server at full rate for so long, and how its memory grows', readMinutes)
    .option('--json', 'print {"B1": {…}, …}')
    .action(async (wanted: string[], options: BenchOptions, command: Command) => {
      const unknown = wanted.filter((rule) => !known.includes(rule));
      if (unknown.length > 0)
        command.error(`error: ${unknown.join(', ')} cannot be measured; there are ${known.join(', ')}.`);
      const results: Record<string, Measurement[]> = {};
      if (options.soak !== undefined) Object.assign(results, await soakBench(options.soak));
      else
        for (const bench of benches)
          if (wanted.length === 0 || bench.rules.some((rule) => wanted.includes(rule)))
            Object.assign(results, await bench.run(options.scale));
      process.stdout.write(options.json ? `${JSON.stringify(asJson(results))}\n` : asText(results));
    });
}

interface BenchOptions {
  readonly json?: boolean;
  readonly scale: number;
  readonly soak?: number;
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (minutes > 0) return minutes;
  throw new InvalidArgumentError('Give a number of minutes above 0.');
}

function readScale(text: string): number {
  const scale = Number(text);
  if (scale > 0 && scale <= 1) return scale;
  throw new InvalidArgumentError('Give a number above 0 and up to 1.');
}

/** For each rule its first figure's numbers, and all figures. */
function asJson(results: Record<string, Measurement[]>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(results).map(([rule, figures]) => [rule, { ...figures[0], figures }]));
}

function asText(results: Record<string, Measurement[]>): string {
  const lines = Object.entries(results).flatMap(([rule, figures]) =>
    figures.map(
      ({ what, value, unit, against, baseline, ratio, wanted }) =>
        `${rule.padEnd(5)}${what.padEnd(36)}${String(value).padStart(10)} ${unit.padEnd(11)} ${against}: ${baseline}  ratio ${ratio}  ${wanted === '' ? '' : `(wanted ${wanted})`}`,
    ),
  );
  return `${lines.join('\n')}\n`;
}
