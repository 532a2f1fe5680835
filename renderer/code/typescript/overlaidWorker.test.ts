import { describe, expect, it } from 'vitest';
import stub from '../../../resources/runners/stubs/reflow.d.ts?raw';
import { createOverlaidWorker, readable } from './overlaidWorker.ts';

interface Span {
  start: number;
  length: number;
}
interface Diagnostic extends Span {
  code: number;
}
interface NavigationItem {
  text: string;
  spans: Span[];
  childItems?: NavigationItem[];
}
/** What the tests ask of the worker, as Monaco's providers do. */
interface Service {
  getSemanticDiagnostics(file: string): Promise<Diagnostic[]>;
  getSyntacticDiagnostics(file: string): Promise<Diagnostic[]>;
  getSuggestionDiagnostics(file: string): Promise<Diagnostic[]>;
  getCompletionsAtPosition(file: string, at: number): Promise<{ entries: { name: string }[] } | undefined>;
  getQuickInfoAtPosition(file: string, at: number): Promise<{ textSpan: Span; displayParts: { text: string }[] }>;
  getDefinitionAtPosition(file: string, at: number): Promise<{ fileName: string; textSpan: Span }[]>;
  findRenameLocations(file: string, at: number): Promise<{ textSpan: Span }[]>;
  getSignatureHelpItems(file: string, at: number, options: object): Promise<{ applicableSpan: Span } | undefined>;
  getNavigationTree(file: string): Promise<NavigationItem>;
  getFormattingEditsForDocument(file: string, options: object): Promise<{ span: Span; newText: string }[]>;
}

/** A worker with files open in the editor. */
function serve(files: Readonly<Record<string, string>>): Service {
  const models = Object.entries(files).map(([name, text]) => ({
    uri: { path: `/${name}`, toString: () => uri(name) },
    version: 1,
    getValue: () => text,
  }));
  const context = { getMirrorModels: () => models };
  const compilerOptions = {
    target: 99,
    module: 99,
    moduleResolution: 2,
    moduleDetection: 3,
    lib: ['lib.esnext.d.ts'],
    allowJs: true,
    checkJs: true,
    allowNonTsExtensions: true,
    noEmit: true,
    noImplicitAny: false,
    strictNullChecks: true,
  };
  const extraLibs = { 'file:///node_modules/@sandbox/reflow.d.ts': { content: stub, version: 1 } };
  return createOverlaidWorker(context, { compilerOptions, extraLibs }) as Service;
}

function uri(name: string): string {
  return `file:///${name}`;
}

/** Decorators on functions, and what only a sandbox knows. */
const ignored = [1206, 2304, 2580];

/** What is underlined, as the person's text. */
async function wrong(service: Service, name: string, text: string): Promise<string[]> {
  const found = await service.getSemanticDiagnostics(uri(name));
  return found
    .filter(({ code }) => !ignored.includes(code))
    .map(({ start, length }) => text.slice(start, start + length));
}

const meta = `{ name: 'N', inports: [{ name: 'number', type: 'integer' }], outports: [{ name: 'doubled', type: 'integer' }], config_schema: { properties: { factor: { type: 'integer', default: 2 } } } }`;
const body = `{
  context.getInput('nummer');
  context.getInput('number').toUpperCase();
  context.config.faktor;
  context.sendOutput('double', 1);
  context.sendOutput('doubled', context.getInput('number') * context.config.factor);
}`;

/** Files that make the same mistakes, by the form in which they declare what they are (D4). */
const forms: Readonly<Record<string, string>> = {
  'metadata.js': `export const metadata = ${meta};\nexport async function process(context) ${body}`,
  'default.js': `const actorMetadata = ${meta};\nexport default async (context) => ${body};`,
  'bare.js': `const __actor_metadata__ = ${meta};\nexport const process = async context => ${body};`,
  'commonjs.js': `async function process(context) ${body}\nmodule.exports = process;\nmodule.exports.__actor_metadata__ = ${meta};`,
  'object.js': `module.exports = { process(context) ${body}, metadata: ${meta} };`,
  'exports.js': `exports.metadata = ${meta};\nexports.process = async function (context) ${body};`,
  'decorator.js': `import { actor } from 'reflow';\n@actor(${meta})\nexport async function run(context) ${body}`,
  'alias.js': `import { actor as a } from 'reflow';\nfunction run(context) ${body}\na(${meta}, run);`,
  'curried.js': `import { actor } from 'reflow';\nexport default actor(${meta})(async (context) => ${body});`,
  'constant.js': `import { actor } from 'reflow';\nconst m = ${meta};\nexport default actor(m, (context) => ${body});`,
  'metadata.ts': `export const metadata = ${meta};\nexport async function process(context) ${body}`,
  'annotated.ts': `import type { ActorContext } from 'reflow';\nexport const metadata = ${meta} as const;\nexport async function process(context: ActorContext): Promise<void> ${body}`,
  'call.mts': `import { actor, type ActorContext } from 'reflow';\nexport default actor(${meta}, async (context: ActorContext) => ${body});`,
};

const documented = `/**\n * @component N\n * @inport {integer} number - what\n * @outport {integer} doubled\n */\nexport function process(context) ${body}`;
const written = `export const metadata = ${meta};\nexport async function process( context ) {\n  const twice = context.getInput('') * 2;\nreturn { doubled: twice, twice };\n}\n`;
const nested = `export const metadata = { inports: [{ name: 'rows', type: 'list' }, { name: 'names', type: { type: 'array', value: { type: 'string' } } }], configSchema: { properties: { steps: { type: 'array', items: { type: 'number' }, default: [] } } } };
export function process(context) { context.getInput('rows').least; context.getInput('names')[0].toFixed(); context.config.steps[0].big; }`;
const others: Readonly<Record<string, string>> = {
  'documented.js': documented,
  'written.js': written,
  'nested.js': nested,
  'plain.js': 'export function process(context) { context.getInput("a"); context.getInptu(); }',
  'helper.js': 'export function process(items) { return items.length; }',
  'old.js': 'export function process(inputs, context) { return context.a.b; }',
  'handed.ts': `import { type ActorContext } from 'reflow';\nconst help = (any: ActorContext) => any.getInput('x');\nexport const metadata = ${meta};\nexport async function process(context: ActorContext) { help(context); }`,
};

describe('scripts as the language service sees them', () => {
  const files = { ...forms, ...others };
  const service = serve(files);
  const wrongIn = (name: string) => wrong(service, name, files[name]!);

  it.each(Object.keys(forms))('[E5] the context of %s knows the ports and the config of its actor', async (name) => {
    expect(await wrongIn(name)).toEqual(["'nummer'", 'toUpperCase', 'faktor', "'double'"]);
  });

  it('[E5] ports that a comment documents are known', async () => {
    expect(await wrongIn('documented.js')).toEqual(["'nummer'", 'toUpperCase', "'double'"]);
  });

  it('[A4] [E5] what lists hold is known', async () => {
    expect(await wrongIn('nested.js')).toEqual(['least', 'toFixed', 'big']);
  });

  it('[E5] without a declaration, the context has its members and any port; other functions are left alone', async () => {
    expect(await wrongIn('plain.js')).toEqual(['getInptu']);
    expect(await wrongIn('helper.js')).toEqual([]);
    expect(await wrongIn('old.js')).toEqual([]);
  });

  it('[E5] a context is taken where any context is', async () => {
    expect(await wrongIn('handed.ts')).toEqual([]);
  });

  it('[E5] completion, hover, signatures, definitions and renaming speak of the text that is seen', async () => {
    const [file, text] = [uri('written.js'), written];
    const names = async (at: number) =>
      (await service.getCompletionsAtPosition(file, at))?.entries.map(({ name }) => name);
    expect(await names(text.indexOf("''") + 1)).toEqual(['number']);
    expect(await names(text.indexOf('getInput'))).toEqual(expect.arrayContaining(['getInput', 'sendOutput', 'state']));
    expect((await names(text.indexOf('const twice')))?.filter((name) => name.startsWith('Reflow'))).toEqual([]);

    const parameter = text.indexOf('context )');
    const hover = await service.getQuickInfoAtPosition(file, parameter);
    expect(hover.displayParts.map((part) => part.text).join('')).toBe('(parameter) context: ActorContext');
    expect(hover.textSpan).toEqual({ start: parameter, length: 7 });
    const [definition] = await service.getDefinitionAtPosition(file, text.indexOf('context.getInput'));
    expect(definition).toMatchObject({ fileName: file, textSpan: { start: parameter, length: 7 } });
    const places = await service.findRenameLocations(file, text.indexOf('twice,'));
    expect(places.map(({ textSpan }) => textSpan.start)).toEqual([
      text.indexOf('twice ='),
      text.indexOf('twice,'),
      text.indexOf('twice }'),
    ]);
    expect((await service.getSignatureHelpItems(file, text.indexOf("''"), {}))?.applicableSpan.start).toBe(
      text.indexOf("''"),
    );
    expect(await service.getSyntacticDiagnostics(file)).toEqual([]);
    expect(await service.getSuggestionDiagnostics(file)).toEqual([]);
  });

  it('[E5] formatting changes nothing but what is seen', async () => {
    const edits = await service.getFormattingEditsForDocument(uri('written.js'), {
      indentSize: 2,
      tabSize: 2,
      newLineCharacter: '\n',
      convertTabsToSpaces: true,
      insertSpaceAfterCommaDelimiter: true,
      insertSpaceBeforeAndAfterBinaryOperators: true,
    });
    let formatted = written;
    for (const { span, newText } of edits.toReversed())
      formatted = formatted.slice(0, span.start) + newText + formatted.slice(span.start + span.length);
    expect(formatted).toBe(written.replace('( context )', '(context)').replace('\nreturn', '\n  return'));
  });

  it('[E5] types are called what a person calls them', () => {
    expect(readable('context: ContextOf<{ a: () => Map<string, 1> }, {}>, rest')).toBe('context: ActorContext, rest');
    expect(readable("ReflowContext0<ActorContext> 'x'")).toBe("ActorContext 'x'");
  });

  it('[E5] the outline has what stands in the text, each with its place, and nothing else', async () => {
    const text = `import { actor } from 'reflow';\nexport default actor(${meta}, (context) => { const twice = 2; return twice; });\n`;
    const service = serve({ 'n.actor.js': text });
    const flat = (item: NavigationItem): NavigationItem[] => [item, ...(item.childItems ?? []).flatMap(flat)];
    const items = flat(await service.getNavigationTree(uri('n.actor.js')));
    expect(items.map((item) => item.text)).toContain('twice');
    expect(items.filter((item) => item.spans.length === 0 || /Reflow/.test(item.text))).toEqual([]);
  });
});
