import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatPortType, type PortType } from '#shared/actor/portType.ts';
import type { DiscoveredScriptActor } from '#shared/actor/actor.ts';
import { FileReader } from '../fileReader.ts';
import { PythonReader } from '../python/pythonReader.ts';

let python: PythonReader;
let files: FileReader;

beforeAll(async () => {
  python = await PythonReader.load(
    createRequire(import.meta.url).resolve('tree-sitter-python/tree-sitter-python.wasm'),
  );
  files = new FileReader(python, 1024 ** 2);
});
afterAll(() => python[Symbol.dispose]());

function read(text: string, path = 'flows/x.actor.js') {
  return files.readBytes(path, Buffer.from(text), '2026-01-01T00:00:00.000Z');
}

function only(text: string, path?: string): DiscoveredScriptActor {
  const { actors, problems } = read(text, path);
  expect(problems).toEqual([]);
  expect(actors).toHaveLength(1);
  return actors[0]!;
}

const names = (ports: { name: string }[]) => ports.map(({ name }) => name);
const meta = '{ name: "N", inports: ["a"], outports: ["b"] }';

describe('forms of D4', () => {
  it.each([
    ['a decorator above a function', `@actor(${meta})\nasync function process(context) {}`, 'N', 'process'],
    ['a decorator above an export', `@actor(${meta})\nexport async function run(context) {}`, 'N', 'run'],
    ['a decorator above a default export', `@actor(${meta})\nexport default async function (context) {}`, 'N', null],
    ['a decorator above a constant', `@actor(${meta})\nconst run = async (context) => {};`, 'N', 'run'],
    [
      'metadata beside a process that is wrapped',
      'export const metadata = { name: "N" };\nexport const process = wrap(async (context) => {});',
      'N',
      'process',
    ],
    ['a process that is wrapped', 'export const process = wrap(async (context) => {});', 'x', 'process'],
    ['a bare decorator', '@actor\nfunction double(context) {}', 'double', 'double'],
    [
      'a decorator of the module',
      `import * as reflow from "reflow";\n@reflow.actor(${meta})\nfunction f(c) {}`,
      'N',
      'f',
    ],
    ['a decorator by an alias', `import { actor as a } from "reflow";\n@a(${meta})\nfunction f(c) {}`, 'N', 'f'],
    ['a call', `import { actor } from "reflow";\nexport default actor(${meta}, async (context) => {});`, 'N', null],
    ['a call in a constant', `export const run = actor(${meta}, async (context) => {});`, 'N', 'run'],
    ['a call without a name', 'export const run = actor({ inports: ["a"] }, async (context) => {});', 'run', 'run'],
    ['a call by itself', `function process(c) {}\nactor(${meta}, process);`, 'N', 'process'],
    ['a curried call', `export default actor(${meta})(async (context) => {});`, 'N', null],
    ['a call with a constant of the file', `const m = ${meta};\nexport default actor(m, (c) => {});`, 'N', null],
    [
      'a call by require',
      `const { actor: a } = require("reflow");\nmodule.exports = a(${meta}, (c) => {});`,
      'N',
      null,
    ],
    [
      'a call by the required module',
      `const r = require("reflow");\nexports.run = r.actor(${meta}, (c) => {});`,
      'N',
      'run',
    ],
    [
      'export const metadata',
      `export const metadata = ${meta};\nexport async function process(context) {}`,
      'N',
      'process',
    ],
    ['const actorMetadata', `const actorMetadata = ${meta};\nexport default async (context) => {};`, 'N', null],
    ['const __actor_metadata__', `const __actor_metadata__ = ${meta};\nasync function run(context) {}`, 'N', 'run'],
    [
      'module.exports.__actor_metadata__',
      `async function process(c) {}\nmodule.exports = process;\nmodule.exports.__actor_metadata__ = ${meta};`,
      'N',
      null,
    ],
    ['metadata in module.exports', `module.exports = { process(c) {}, metadata: ${meta} };`, 'N', 'process'],
    ['JSDoc', '/**\n * @component N\n * @inport a\n */\nexport function run(context) {}', 'N', 'run'],
    [
      'JSDoc above the file',
      '/**\n * @component N\n */\nimport x from "y";\n\nexport function process(context) {}',
      'N',
      'process',
    ],
    ['a plain process', 'async function process(context) { return 1; }', 'x', 'process'],
    ['a plain arrow process', 'export const process = async (context) => 1;', 'x', 'process'],
    ['exports.process', 'exports.process = async (context) => 1;', 'x', 'process'],
    ['module.exports = { process }', 'async function process(c) {}\nmodule.exports = { process };', 'x', 'process'],
    ['a default export', 'export default async function process(context) {}', 'x', null],
    ['an anonymous default export', 'export default async (context) => 1;', 'x', null],
    ['a default export by name', 'async function run(context) {}\nexport default run;', 'run', null],
    ['module.exports = function', 'module.exports = async function (context) {};', 'x', null],
  ])('[D4] %s', (_, text, component, entry) => {
    const actor = only(text);
    expect([actor.component, actor.entry, actor.runtime]).toEqual([component, entry, 'javascript']);
  });

  it.each([
    [
      'types',
      'x.actor.ts',
      `export const metadata: Meta = ${meta} as const;\nexport async function process(context: ActorContext): Promise<X> { return { b: 1 }; }`,
    ],
    [
      'satisfies',
      'x.actor.mts',
      `export default actor(<const>${meta} satisfies M, async (context: any) => ({ b: 1 }));`,
    ],
    ['a decorator', 'x.actor.ts', `@actor(${meta} as const)\nexport async function process<T>(context: C<T>) {}`],
  ])('[D4] TypeScript with %s', (_, path, text) => {
    expect(only(text, path)).toMatchObject({ component: 'N', runtime: 'javascript' });
  });

  it('[D4] a top-level return makes a .js file CommonJS; in a module it is a problem', () => {
    const early = `if (!globalThis.ready) return;\nexports.process = async (context) => ({ b: 1 });`;
    expect(only(early)).toMatchObject({ component: 'x', entry: 'process' });
    expect(read(early, 'flows/x.actor.mjs').problems).toHaveLength(1);
    expect(read(`return;\nexport function process(context) {}`).problems).toHaveLength(1);
  });

  it('[D4] [D7] reads every key in camelCase too, at the place of the decorator', () => {
    const text = `// first line

@actor({
  name: 'N', inports: [{ name: 'a', type: 'integer', default: 10n }], outports: [],
  awaitAllInports: true, version: \`2.0.0\`, tags: ["t"], category: "c", author: "A", dependencies: ["lodash"],
  configSchema: { type: "object", "properties": { n: { type: "number", default: -1.5 } } },
  memory: "64MB", cpu: 1, timeout: 5, runtimeVersion: "20", permissions: [],
})
async function process(context) {}`;
    expect(only(text)).toMatchObject({
      component: 'N',
      inports: [{ name: 'a', port_type: { type: 'integer' }, required: false, default: 10 }],
      await_all_inports: true,
      workspace_metadata: {
        version: '2.0.0',
        dependencies: ['lodash'],
        config_schema: { properties: { n: { default: -1.5 } } },
        runtime_requirements: { runtime_version: '20', memory_limit: '64MB' },
      },
      declared_limits: { memory: '64MB', cpu: 1, timeout: 5 },
      line: 3,
    });
  });

  it('[D4] several actors a file, by decorator, call and JSDoc', () => {
    const text = [
      '@actor({ name: "A" })\nexport function a(c) {}',
      'export const b = actor({ name: "B" }, (c) => {});',
      '/** @component C */\nexport function c(context) {}',
      'export function helper(x) {}',
    ].join('\n');
    expect(read(text).problems).toEqual([]);
    expect(read(text).actors.map(({ component, line }) => [component, line])).toEqual([
      ['A', 1],
      ['B', 3],
      ['C', 5],
    ]);
  });

  it('[D4] JSDoc gives ports, description and more', () => {
    const actor = only(`/**
 * Turns degrees.
 * Into others.
 * @component Convert
 * @inport {float} celsius - Degrees
 *   Celsius
 * @inport {integer} [digits=2] How many
 * @inport {string} [unit]
 * @outport {array<float>} fahrenheit - Degrees Fahrenheit
 * @version 1.2.0
 * @tags unit, temperature
 */
export async function convert(context) {}`);
    expect(actor).toMatchObject({
      component: 'Convert',
      description: 'Turns degrees.\nInto others.',
      inports: [
        { name: 'celsius', port_type: { type: 'float' }, required: true, description: 'Degrees\nCelsius' },
        { name: 'digits', port_type: { type: 'integer' }, required: false, description: 'How many', default: 2 },
        { name: 'unit', port_type: { type: 'string' }, required: false },
      ],
      outports: [{ name: 'fahrenheit', port_type: { type: 'array', value: { type: 'float' } } }],
      workspace_metadata: { version: '1.2.0' },
      tags: ['unit', 'temperature'],
      line: 13,
    });
    expect(only('/**\n * @description Said.\n * @component D\n */\nfunction f(c) {}').description).toBe('Said.');
  });

  it('[D6] the text of a JSDoc comment above a call, and none of a comment further up', () => {
    expect(only(`/** Adds. */\nexport default actor(${meta}, (c) => 1);`).description).toBe('Adds.');
    expect(only(`/** About a. */\nconst a = 1;\nexport default actor(${meta}, (c) => 1);`).description).toBe('');
    expect(only(`/** Above. */\n@actor(${meta})\nfunction f(c) {}`).description).toBe('Above.');
  });

  it.each([
    ['a name', 'inports: PORTS', 2, 12, '`PORTS` is not a literal'],
    ['a call', 'inports: [make()]', 2, 13, '`make()` is not a literal'],
    ['a template with holes', 'description: `${x}`', 2, 16, '`${x}`'],
    ['a spread', '...base', 2, 3, '`...base` is not a literal'],
    ['a computed key', '[key()]: "x"', 2, 3, '`[key()]: "x"` is not a literal'],
    ['a getter', 'get name() { return "x"; }', 2, 3, 'is not a literal'],
    ['a regular expression', 'category: /x/', 2, 13, '`/x/` is not a literal'],
    ['a shorthand', 'tags', 2, 3, '`tags` is not a literal'],
  ])('[D4] what is no literal is a problem at its place: %s', (_, property, line, column, message) => {
    for (const text of [
      `@actor({ outports: ["o"],\n  ${property} })\nfunction f(c) {}`,
      `export default actor({ outports: ["o"],\n  ${property} }, (c) => {});`,
    ]) {
      const { actors, problems } = read(text);
      expect(actors).toHaveLength(1);
      expect(problems).toEqual([{ file: 'flows/x.actor.js', line, column, message: expect.stringContaining(message) }]);
    }
  });

  it('[D4] metadata that is no mapping', () => {
    const { problems } = read('export default actor(makeMetadata(), (c) => {});');
    expect(problems.map(({ message }) => message)).toEqual([
      '`makeMetadata()` is not a literal mapping of metadata: actors are found without being run.',
    ]);
  });
});

describe('actors that stand elsewhere than expected', () => {
  it.each([
    ['a function of another file', "const x = 1;\nexport { process } from './lib.js';", 2, 'of another file'],
    ['a default of another file', "export { default } from './lib.js';", 1, 'of another file'],
    ['an import that is exported', "import { process } from './lib.js';\nexport { process };", 1, 'of another file'],
    ['a method', 'export class A {\n  process(context) {}\n}', 2, '`process` is a method here'],
  ])('[D4] [D8] %s is no actor, which is said at its line', (_, text, line, sentence) => {
    const { actors, problems } = read(text);
    expect(actors).toEqual([]);
    expect(problems).toEqual([expect.objectContaining({ line, message: expect.stringContaining(sentence) })]);
    expect(read(text, 'actors/helper.js').problems).toEqual([]);
  });

  it('[D4] metadata as TypeScript compiles it: empty first, then what it says', () => {
    const text =
      'exports.metadata = void 0;\nexports.process = process;\n' +
      'exports.metadata = { name: "Compiled", outports: ["b"] };\nasync function process(context) {}';
    expect(only(text).component).toBe('Compiled');
  });
});

describe('ports', () => {
  it('[D3] undeclared ports are those that the code names', () => {
    const actor = only(`
export async function process(context) {
  const x = context.getInput('value');
  const n = context.get_input("times", 2);
  const y = context.payload.get('other')?.unwrap() ?? context.payload.third;
  const { fourth, fifth = 1 } = context.getPayload();
  await context.sendOutput('status', 'on');
  context.send('note', 1);
  socket.send('not this');
  const helper = () => ({ 'not this': 1 });
  if (!x) return { error: 'none' };
  const outputs = { result: x * n };
  outputs.late = 1;
  return outputs;
}`);
    expect(actor.inports.map(({ name, required }) => [name, required])).toEqual([
      ['value', true],
      ['times', false],
      ['other', true],
      ['third', true],
      ['fourth', true],
      ['fifth', false],
    ]);
    expect(names(actor.outports)).toEqual(['status', 'note', 'error', 'result', 'late']);
  });

  it.each([
    ['names none', 'function process(c) {}', ['input'], ['output']],
    ['returns a value', 'const process = (c) => c.getInput("x") * 2;', ['x'], ['output']],
    ['returns an object at once', 'const process = (c) => ({ y: c.getInput("x") });', ['x'], ['y']],
    ['only sends', 'async function process(c) { await c.sendOutput("tick", 1); }', [], ['tick']],
    ['yields', 'function* process(c) { yield { n: 1 }; }', [], ['n']],
    ['returns by condition', 'function process(c) { return c ? { a: 1 } : { b: 2 }; }', [], ['a', 'b']],
    ['returns what it sent', 'function process(c) { c.sendOutput("s", 1); return c.getOutputs(); }', [], ['s']],
  ])('[D3] ports of an actor that %s', (_, text, inports, outports) => {
    const actor = only(text);
    expect([names(actor.inports), names(actor.outports)]).toEqual([inports, outports]);
  });
});

describe('problems', () => {
  it.each([
    ['function ( {\n', 1, 10, 'Expected function name'],
    ['const x = [1,2;\n', 1, 15, 'Expected `,` or `]` but found `;`'],
    ['@actor({ name: "x", inports: [ })\nfunction f(c) {}', 1, 32, 'Syntax error at line 1'],
    ['const s = "é😀"; = 3;', 1, 18, 'Unexpected token'],
    ['const a = 1;\n@actor({})\nfunction f( {}', 3, 15, 'Syntax error at line 3'],
  ])('[D8] [D10] %j is a problem at its line and column', (text, line, column, what) => {
    expect(read(text).problems).toEqual([
      { file: 'flows/x.actor.js', line, column, message: expect.stringContaining(what) },
    ]);
  });

  it('[D8] an actor file without an actor is a problem, a helper in a folder is not', () => {
    for (const helper of [
      'export default function clamp(x, low, high) {}',
      'export const metadata = { a: 1 };',
      'export function add(a, b) {}',
    ])
      expect(read(helper, 'actors/helper.js')).toMatchObject({ actors: [], problems: [] });
    expect(read('export function add(a, b) {}').problems).toEqual([
      { file: 'flows/x.actor.js', line: 1, column: 1, message: expect.stringContaining('No actor is declared here') },
    ]);
  });

  it('[D4] a decorator that is none of ours', () => {
    expect(read('@memo\nexport function process(c) {}').problems.map(({ message }) => message)).toEqual([
      '`@memo` cannot decorate a function; only `@actor` can.',
    ]);
  });
});

describe('TypeScript types', () => {
  const types = (ports: { name: string; port_type: PortType }[]) =>
    Object.fromEntries(ports.map(({ name, port_type }) => [name, formatPortType(port_type)]));

  it('[D4] give ports for which no type is written the one they say', () => {
    const actor = only(
      `
interface Out { mean: number; names: string[]; raw?: Uint8Array | null }
export default actor({ inports: ['n', 'm', 'k', { name: 'said', type: 'string' }, 'two'] }, async (context): Promise<Out> => {
  const n: number = context.getInput('n');
  const m = context.getInput<bigint>('m');
  const k = (await context.getInput('k')) as Record<string, number> | undefined;
  const said: number = context.getInput('said');
  const two: number = context.getInput('two');
  const again: string = context.getInput('two');
  return { mean: n, names: [], raw: null };
});`,
      'x.actor.ts',
    );
    expect(types(actor.inports)).toEqual({ n: 'float', m: 'integer', k: 'option<object>', said: 'string', two: 'any' });
    expect(types(actor.outports)).toEqual({ mean: 'float', names: 'array<string>', raw: 'option<encoded>' });
  });

  it('[D4] of an interface or a type literal are objects', () => {
    const { inports } = only(
      `interface Row { a: number }
type Point = { x: number };
type Other = number | string;
export function process(context) {
  const row: Row = context.getInput('row');
  const rows: readonly Row[] = context.getInput('rows');
  const point = context.getInput('point') as Point | null;
  const other: Other = context.getInput('other');
}`,
      'x.actor.ts',
    );
    expect(types(inports)).toEqual({ row: 'object', rows: 'array<object>', point: 'option<object>', other: 'any' });
  });

  it('[D4] configSchema names an interface or a type of the same file', () => {
    const text = `export interface Config { size: number; mode?: 'fast' | 'slow'; names: Array<string>; inner: { a: boolean } }
export const metadata = { inports: ['a'], outports: ['b'], configSchema: 'Config' };
export function process(context: ActorContext) {}`;
    expect(only(text, 'x.actor.ts').workspace_metadata.config_schema).toEqual({
      type: 'object',
      properties: {
        size: { type: 'number' },
        mode: { enum: ['fast', 'slow'] },
        names: { type: 'array', items: { type: 'string' } },
        inner: { type: 'object', properties: { a: { type: 'boolean' } }, required: ['a'] },
      },
      required: ['size', 'names', 'inner'],
    });
  });
});
