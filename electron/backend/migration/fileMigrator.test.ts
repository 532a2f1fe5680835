import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FileReader } from '../readers/fileReader.ts';
import { PythonReader } from '../readers/python/pythonReader.ts';
import { FileMigrator } from './fileMigrator.ts';

const grammar = path.resolve(import.meta.dirname, '../../../node_modules/tree-sitter-python/tree-sitter-python.wasm');
let migrator: FileMigrator;

beforeAll(async () => {
  const python = await PythonReader.load(grammar);
  migrator = new FileMigrator(python, new FileReader(python, 1 << 20));
});

function migrated(file: string, text: string) {
  const migration = migrator.migrateText(file, text);
  if (migration.kind !== 'migrated') throw new Error(`not migrated: ${JSON.stringify(migration)}`);
  return migration;
}

describe('migration', () => {
  it('[L1] single keys of the state are read and written where that is the same', () => {
    const text =
      'def process(inputs, state):\n    data = inputs.get("data")\n    count = state.get("count", 0)\n' +
      '    state["count"] = count + 1\n    return {"output": data * 2}\n';
    const { text: result, notes } = migrated('flows/Processor.actor.py', text);
    expect(result).toBe(
      'from reflow import actor, ActorContext\n\n\n' +
        '@actor(name="Processor", inports=["data"], outports=["output"])\n' +
        'async def process(context: ActorContext):\n    data = context.get_input("data")\n' +
        '    count = await context.state.get("count", 0)\n    await context.state.set("count", count + 1)\n' +
        '    return {"output": data * 2}\n',
    );
    expect(notes).toEqual([]);
  });

  it('[L1] the same in JavaScript, in the quotes of the file', () => {
    const text =
      'function process(inputs, state) {\n  const data = inputs.data;\n' +
      '  state.count = (state.count || 0) + 1;\n  return { "output": data * 2 };\n}\n';
    expect(migrated('Processor.actor.js', text).text).toBe(
      'const actorMetadata = {\n  name: "Processor",\n  inports: ["data"],\n  outports: ["output"],\n};\n\n' +
        'async function process(context) {\n  const data = context.getInput("data");\n' +
        '  await context.state.set("count", ((await context.state.get("count")) || 0) + 1);\n' +
        '  return { "output": data * 2 };\n}\n',
    );
  });

  it.each([
    ['x.py', 'def process(inputs, state):\n    state["log"].append(inputs["x"])\n    return {"n": 1}\n', /KeyError/],
    ['x.py', 'def process(inputs, state):\n    save(state)\n    return {"n": inputs["x"]}\n', /as a whole/],
    [
      'x.py',
      'def value_of(packet):\n    return packet.data\n\ndef process(inputs, state):\n    return {"n": value_of(inputs["x"])}\n',
      /have no `\.data`/,
    ],
    ['x.py', 'def process(inputs, state):\n    return {"n": sum(inputs.values())}\n', /complete inports/],
    [
      'x.js',
      'function process(inputs, state) {\n  state.log.push(inputs.x);\n  return { n: 1 };\n}\n',
      /changed in place/,
    ],
    ['x.js', 'function process(inputs, state) {\n  save(state);\n  return { n: inputs.x };\n}\n', /as a whole/],
    ['x.js', 'function process(inputs, state) {\n  return { n: Object.keys(inputs) };\n}\n', /complete inports/],
    ['x.js', 'function process(inputs, state) {\n  state.x = inputs.x;\n  return { n: 1 };\n}\n', /become undefined/],
  ])('[L1] what cannot be proved in %s has a TODO with the reason at its line: %#', (file, text, reason) => {
    const { text: result, notes } = migrated(file, text);
    expect(notes).toHaveLength(1);
    expect(notes[0]!.reason).toMatch(reason);
    expect(result.split('\n')[notes[0]!.line - 1]).toContain('TODO: ');
  });

  it('[L1] names that the file has taken are gone around', () => {
    const python =
      'actor = 1\ndef process(inputs, state):\n    context = inputs["x"]\n    return {"y": context + actor}\n';
    const { text: result } = migrated('a.py', python);
    expect(result).toContain('import reflow\n');
    expect(result).toContain('@reflow.actor(name="a"');
    expect(result).toContain('def process(actor_context: reflow.ActorContext):');
    const javascript =
      'const actorMetadata = 1;\nfunction process(inputs, state) {\n  const context = inputs.x;\n  return { y: context };\n}\n';
    expect(migrated('a.actor.js', javascript).text).toContain('const __actor_metadata__ = {');
    expect(migrated('a.actor.js', javascript).text).toContain('function process(actorContext) {');
  });

  it('[L1] metadata that the file gives stays, and only the ports that it lacks are added', () => {
    const text =
      '__actor_metadata__ = {"name": "Scale", "inports": ["a"], "outports": ["b"]}\n\n' +
      'def process(inputs, state):\n    return {"b": inputs["a"]}\n';
    const result = migrated('s.py', text);
    expect(result.component).toBe('Scale');
    expect(result.text).toContain('@actor(name="Scale")\n');
    const javascript =
      "export const metadata = { name: 'Scale' };\nexport function process(inputs, state) {\n  return { b: inputs.a };\n}\n";
    expect(migrated('s.mjs', javascript)).toMatchObject({ component: 'Scale', inports: [{ name: 'a' }] });
  });

  it('[L1] an actor of today, a helper and a broken file are told apart', () => {
    const current = 'from reflow import actor\n\n@actor\ndef process(inputs, state=None):\n    return None\n';
    expect(migrator.migrateText('a.py', current)).toEqual({ kind: 'current', component: 'a' });
    expect(migrator.migrateText('a.py', 'def twice(x):\n    return 2 * x\n')).toEqual({ kind: 'none' });
    expect(migrator.migrateText('a.js', 'export const twice = (x) => 2 * x;\n')).toEqual({ kind: 'none' });
  });
});
