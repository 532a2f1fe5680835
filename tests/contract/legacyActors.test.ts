import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DiscoveredScriptActor } from '#shared/actor/actor.ts';
import type { Value } from '#shared/message/message.ts';
import { FileReader } from '../../electron/backend/readers/fileReader.ts';
import { PythonReader } from '../../electron/backend/readers/python/pythonReader.ts';
import { FileMigrator } from '../../electron/backend/migration/fileMigrator.ts';
import { ActorBench, fireValues } from './actorApi/actorBench.ts';
import { legacyCases } from './legacyCases.ts';

const root = path.resolve(import.meta.dirname, '../..');
const grammar = path.join(root, 'node_modules/tree-sitter-python/tree-sitter-python.wasm');
const fixtures = path.join(root, 'tests/fixtures/legacy');
let reader: FileReader;
let migrator: FileMigrator;

beforeAll(async () => {
  const python = await PythonReader.load(grammar);
  reader = new FileReader(python, 1 << 20);
  migrator = new FileMigrator(python, reader);
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
  // Only pop reaches what is in a list.
  for (const key of keys)
    state[key] = await bench.state.run(scope, ['get', key]).catch(() => bench.state.run(scope, ['pop', key]));
  return { firings, state };
}

/** What is the same whichever words an interpreter has for a failure. */
function comparable({ firings, state }: Trace) {
  return { state, firings: firings.map(({ outputs, failure }) => ({ outputs, failure: failure?.type })) };
}

describe('actors of the old forms', () => {
  it('[L2] there are at least twelve in each language', () => {
    for (const language of ['python', 'javascript'])
      expect(Object.keys(legacyCases).filter((file) => file.startsWith(language)).length).toBeGreaterThanOrEqual(12);
  });

  it.each(Object.entries(legacyCases))(
    '[C5, L1, L2] %s does the same unchanged, through the adapter, as migrated',
    async (file, messages) => {
      const text = await readFile(path.join(fixtures, file), 'utf8');
      const old = discover(file, text);
      expect(old.legacy).toBeDefined();
      const migration = migrator.migrateText(file, text);
      if (migration.kind !== 'migrated') throw new Error(`not migrated: ${JSON.stringify(migration)}`);
      const migrated = discover(file, migration.text);
      expect(migrated.legacy).toBeUndefined();
      // A cast of an input says its type in the new form, and said nothing in the old.
      const inports = migrated.inports.map((port, at) => {
        const before = old.inports[at]?.port_type;
        return before?.type === 'any' ? { ...port, port_type: before } : port;
      });
      expect([migrated.component, inports, migrated.outports]).toEqual([old.component, old.inports, old.outports]);
      const [before, after] = await Promise.all([trace(file, text, messages), trace(file, migration.text, messages)]);
      expect(before.firings.some(({ outputs }) => outputs.length > 0)).toBe(true);
      expect(comparable(after)).toEqual(comparable(before));
    },
  );

  it.each(Object.keys(legacyCases))('[L1] %s keeps its comments and is left alone once migrated', async (file) => {
    const text = await readFile(path.join(fixtures, file), 'utf8');
    const migration = migrator.migrateText(file, text);
    if (migration.kind !== 'migrated') throw new Error(`not migrated: ${JSON.stringify(migration)}`);
    const comments = text.match(/(?:#|\/\/) .*|\/\*\*[^]*?\*\//g) ?? [];
    for (const comment of comments) expect(migration.text).toContain(comment);
    expect(migrator.migrateText(file, migration.text).kind).toBe('current');
  });
});
