import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DiscoveredScriptActor } from '#shared/actor/actor.ts';
import type { Value } from '#shared/message/message.ts';
import { FileReader } from '../../electron/backend/discovery/fileReader.ts';
import { PythonReader } from '../../electron/backend/discovery/python/pythonReader.ts';
import { ActorBench, fireValues } from './actorApi/actorBench.ts';
import { legacyCases } from './legacyCases.ts';

const root = path.resolve(import.meta.dirname, '../..');
const grammar = path.join(root, 'node_modules/tree-sitter-python/tree-sitter-python.wasm');
const fixtures = path.join(root, 'tests/fixtures/legacy');
let reader: FileReader;

beforeAll(async () => {
  reader = new FileReader(await PythonReader.load(grammar), 1 << 20);
});

function discover(file: string, text: string): DiscoveredScriptActor {
  const { actors, problems } = reader.readBytes(file, Buffer.from(text), new Date(0).toISOString());
  expect(problems).toEqual([]);
  expect(actors).toHaveLength(1);
  return actors[0]!;
}

interface Trace {
  firings: { outputs: string[]; failure: { type: string; message: string } | undefined }[];
  state: Record<string, Value | undefined>;
}

/** What an actor does with messages, one set after another, and the state it leaves. */
async function trace(file: string, text: string, messages: readonly Record<string, Value>[]): Promise<Trace> {
  const actor = discover(file, text);
  await using bench = await ActorBench.open();
  await mkdir(path.dirname(path.join(bench.root, file)), { recursive: true });
  await writeFile(path.join(bench.root, file), text);
  const instance = await bench.instance(bench.componentOf(actor));
  const firings: Trace['firings'] = [];
  for (const inputs of messages) {
    const { outputs, failure } = await fireValues(instance, inputs);
    firings.push({
      outputs: outputs.map(({ port, json }) => `${port}=${json}`),
      failure: failure && { type: failure.type, message: failure.message },
    });
  }
  const scope = { namespace: 'test', actorId: 'node-1' };
  const keys = ((await bench.state.run(scope, ['keys'])) as string[]).toSorted();
  const state: Trace['state'] = {};
  for (const key of keys) state[key] = await bench.state.run(scope, ['get', key]);
  return { firings, state };
}

describe('actors of the old forms', () => {
  it.each(Object.entries(legacyCases))('[C5, L2] %s runs unchanged', async (file, messages) => {
    const text = await readFile(path.join(fixtures, file), 'utf8');
    expect(discover(file, text).legacy).toBeDefined();
    const result = await trace(file, text, messages);
    if (process.env['SHOW_TRACE']) process.stderr.write(`${file} ${JSON.stringify(result, null, 1)}\n`);
    expect(result.firings.some(({ outputs }) => outputs.length > 0)).toBe(true);
  });
});
