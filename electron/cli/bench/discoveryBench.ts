import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Backend } from '../../backend/backend.ts';
import { createBackend } from '../../backend/createBackend.ts';
import { Discovery, type DiscoveryResult } from '../../backend/discovery/discovery.ts';
import { defaultPatterns } from '../../backend/discovery/filePatterns.ts';
import { ParserPool } from '../../backend/parsers/parserPool.ts';
import { backendResources } from '../backendResources.ts';
import { barePython } from './bareInterpreter.ts';
import { measurement, median, type Measurement } from './figures.ts';

const usualFileCount = 5000;
/** Files of which each is read by an interpreter of its own; the time of all is reckoned from these. */
const sampled = 40;
const changes = 10;

/**
 * B8: 5,000 generated actor files found cold and warm, and one change until the palette has it.
 * @param scale the share of those files, from 0 to 1
 */
export async function discoveryBench(scale: number): Promise<Record<'B8', Measurement[]>> {
  const fileCount = Math.ceil(usualFileCount * scale);
  const root = await mkdtemp(path.join(os.tmpdir(), 'reflow-discovery-'));
  try {
    const files = await generate(root, fileCount);
    const spawned = await interpreters(root, files);
    const cold = await scan(root, fileCount);
    const warm = await scan(root, fileCount);
    const change = await changeToPalette(root);
    const baseline = 'one interpreter a file (from 40)';
    const figure = (what: string, value: number, wanted: string) =>
      measurement(what, 'ms', value, baseline, spawned, wanted);
    return {
      B8: [
        figure(`discover ${fileCount} files, cold`, cold, '≤ 2000 ms, ratio ≤ 0.02'),
        figure(`discover ${fileCount} files, warm`, warm, '≤ 2000 ms, ratio ≤ 0.02'),
        measurement(
          'one changed file to palette, p50',
          'ms',
          change,
          'one interpreter',
          spawned / fileCount,
          '≤ 100 ms',
        ),
      ],
    };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Half Python, half JavaScript, as people write them. */
async function generate(root: string, fileCount: number): Promise<string[]> {
  const files: string[] = [];
  for (let index = 0; index < fileCount; index++) {
    const isPython = index % 2 === 0;
    const file = `area${index % 50}/actor${index}.actor.${isPython ? 'py' : 'js'}`;
    files.push(file);
    if (index < 50) await mkdir(path.join(root, path.dirname(file)), { recursive: true });
    await writeFile(path.join(root, file), isPython ? pythonActor(index) : javascriptActor(index));
  }
  return files;
}

const pythonActor = (index: number) => `"""Scales readings of station ${index}."""
import json
from reflow import actor, ActorContext

FACTOR = ${index} / 7


@actor(
    name="Scale${index}",
    inports=[{"name": "reading", "type": "float"}, {"name": "unit", "type": "string", "required": False}],
    outports=["scaled", "log"],
    tags=["generated", "scale"],
    config_schema={"type": "object", "properties": {"factor": {"type": "number", "default": 1.5}}},
)
async def scale(context: ActorContext):
    """Multiplies by the factor of the config, and counts."""
    reading = context.get_input("reading")
    total = await context.state.increment("count")
    if reading is None:
        return None
    return {"scaled": reading * FACTOR * context.config["factor"], "log": json.dumps({"total": total})}
`;

const javascriptActor = (index: number) => `import { actor } from 'reflow';

const limit = ${index} * 3;

/** Passes readings over the limit of station ${index}. */
export default actor(
  {
    name: 'Over${index}',
    inports: [{ name: 'reading', type: 'float' }],
    outports: ['over', 'under'],
    tags: ['generated'],
    configSchema: { type: 'object', properties: { offset: { type: 'number', default: 0 } } },
  },
  async (context) => {
    const reading = context.getInput('reading');
    const seen = await context.state.increment('seen');
    return reading + context.config.offset > limit ? { over: { reading, seen } } : { under: reading };
  },
);
`;

/** What reading every file in an interpreter of its own would take, in milliseconds. */
async function interpreters(root: string, files: readonly string[]): Promise<number> {
  const python = barePython();
  const scripts = {
    py: 'import ast, sys; ast.parse(open(sys.argv[1]).read())',
    js: 'require("node:fs").readFileSync(process.argv[1], "utf8")',
  };
  const began = performance.now();
  const sample = files.slice(0, sampled);
  for (const file of sample) {
    const args = file.endsWith('.py') ? ['-c', scripts.py] : ['-e', scripts.js, '--'];
    const child = spawn(file.endsWith('.py') ? python : process.execPath, [...args, path.join(root, file)], {
      stdio: 'ignore',
    });
    await once(child, 'exit');
  }
  return ((performance.now() - began) / sample.length) * files.length;
}

/** One start of discovery: with its processes, and with what an earlier start kept. */
async function scan(root: string, fileCount: number): Promise<number> {
  const { parserProcess: entry, pythonGrammar: grammar } = backendResources();
  const began = performance.now();
  let found: DiscoveryResult;
  {
    await using parsers = new ParserPool({ entry, grammar });
    await using discovery = new Discovery({
      ...{ root, parsers, patterns: defaultPatterns },
      cacheFile: path.join(root, '.reflow', 'bench.json'),
    });
    found = await discovery.scan();
    const took = performance.now() - began;
    if (found.actors.length !== fileCount) throw new Error(`${found.actors.length} of ${fileCount} actors were found.`);
    return took;
  }
}

/** From a save to the description that the palette shows. */
async function changeToPalette(root: string): Promise<number> {
  await using backend = await createBackend({
    workspaceRoot: root,
    resources: backendResources(),
    trusted: false,
    watch: true,
    environment: process.env,
  });
  const times: number[] = [];
  for (let round = 0; round < changes; round++) {
    await sleep(100);
    const text = pythonActor(0).replace('name="Scale0"', `name="Scale0", description="round ${round}"`);
    const began = performance.now();
    await writeFile(path.join(root, 'area0/actor0.actor.py'), text);
    await described(backend, `round ${round}`);
    times.push(performance.now() - began);
  }
  return median(times);
}

function described(backend: Backend, description: string): Promise<void> {
  const isThere = () =>
    backend.registry.descriptions().some((one) => one.name === 'Scale0' && one.description === description);
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('A changed file did not reach the palette.')), 10_000);
    const listening = backend.registry.onChange(() => {
      if (!isThere()) return;
      clearTimeout(late);
      listening[Symbol.dispose]();
      resolve();
    });
  });
}
