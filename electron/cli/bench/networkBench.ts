import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Backend } from '../../backend/backend.ts';
import { barePython } from './bareInterpreter.ts';
import { benchActors, BenchWorkspace } from './benchWorkspace.ts';
import { measurement, median, type Measurement } from './figures.ts';
import { benchBackend, benchGraph, chainGraph, outputRate, wireRate } from './runningNetwork.ts';

const rounds = 3;
const allNativeMessages = 200_000;
const nativeNodes = 5;
const allScriptMessages = 60_000;

/** Reads lines of JSON and writes each back. */
const bareEchoes = () => ({
  Python: [
    ...[barePython(), '-c'],
    'import sys, json\nfor line in sys.stdin: sys.stdout.write(json.dumps(json.loads(line)) + "\\n")',
  ],
  JavaScript: [
    ...[process.execPath, '-e'],
    'let rest = ""; process.stdin.on("data", (chunk) => { const lines = (rest + chunk).split("\\n"); rest = lines.pop(); process.stdout.write(lines.map((line) => JSON.stringify(JSON.parse(line)) + "\\n").join("")); });',
  ],
});

/**
 * B3: messages along a running graph, between native components and between scripts in sandboxes.
 * @param scale above 0 and up to 1: how many of the messages
 */
export async function networkBench(scale: number): Promise<Record<'B3', Measurement[]>> {
  await using workspace = await BenchWorkspace.make(2);
  await using backend = await benchBackend(workspace.root);
  const nativeMessages = Math.ceil(allNativeMessages * scale);
  const scriptMessages = Math.ceil(allScriptMessages * scale);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await wireRate(backend, chainGraph(nativeMessages, nativeNodes)));
    theirs.push(emitterRate(nativeMessages, nativeNodes));
  }
  const B3 = [
    measurement('native → native', 'messages/s', median(ours), 'bare event emitters', median(theirs), '≥ 1 000 000'),
  ];
  for (const [language, actor] of Object.entries(benchActors) as ['Python' | 'JavaScript', string][]) {
    const rate = await scriptRate(backend, actor, scriptMessages);
    const bare = await pipeRate(bareEchoes()[language], scriptMessages);
    B3.push(
      measurement(`${language} → ${language}, a hop`, 'messages/s', rate, 'JSON lines, bare pipe', bare, '≥ 60 000'),
    );
  }
  return { B3 };
}

function scriptRate(backend: Backend, actor: string, count: number): Promise<number> {
  const graph = benchGraph(
    {
      source: { component: 'Inject', config: { interval: 0, count } },
      one: { component: actor },
      two: { component: actor },
    },
    ['source.out -> one.input', 'one.output -> two.input'],
  );
  return outputRate(backend, graph, 'two', count);
}

/** The same chain of bare event emitters. */
function emitterRate(count: number, length: number): number {
  const emitters = Array.from({ length: length + 1 }, () => new EventEmitter());
  let arrived = 0;
  emitters.forEach((emitter, index) => {
    const next = emitters[index + 1];
    emitter.on('message', (message: { value: number }) =>
      next ? next.emit('message', message) : (arrived += message.value),
    );
  });
  const began = performance.now();
  for (let value = 1; value <= count; value++) emitters[0]!.emit('message', { value });
  if (arrived === 0) throw new Error('Nothing arrived.');
  return (count * length) / ((performance.now() - began) / 1000);
}

/** Lines of JSON through one bare interpreter and back, many at a time. */
async function pipeRate([command, ...args]: readonly string[], count: number): Promise<number> {
  const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  let lines = 0;
  let began = 0;
  const done = new Promise<number>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      for (const byte of chunk) if (byte === 10) lines++;
      if (began === 0) began = performance.now();
      if (lines >= count) resolve(lines / ((performance.now() - began) / 1000));
    });
  });
  const batch = Array.from({ length: 500 }, (_, index) => `${JSON.stringify({ value: index })}\n`).join('');
  for (let sent = 0; sent < count; sent += 500)
    if (!child.stdin.write(batch)) await new Promise((resolve) => child.stdin.once('drain', resolve));
  child.stdin.end();
  return done;
}
