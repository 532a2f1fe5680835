import { parseSync } from 'oxc-parser';
import { UsedPortCollector, type FileName, type TextReading } from '../declaration.ts';
import { LiteralReader, SourceText, unwrap } from '../javascript/javascriptLiteral.ts';
import { literalValue, type Entry, type Position } from '../literal.ts';

const modulePattern = /\.actor\.wasm$/i;
const manifestPattern = /\.actor\.json$/i;

/** Whether a path is that of an actor in WebAssembly (C4). */
export function isWasmModule(path: string): boolean {
  return modulePattern.test(path);
}

/** Where the manifest of a module stands (C4): `x.actor.json` beside `x.actor.wasm`. */
export function manifestOf(modulePath: string): string {
  return modulePath.replace(modulePattern, '.actor.json');
}

/** The module that a manifest belongs to; undefined for any other file. */
export function moduleOf(path: string): string | undefined {
  return manifestPattern.test(path) ? path.replace(manifestPattern, '.actor.wasm') : undefined;
}

export interface ManifestReading extends TextReading {
  readonly wasi: boolean;
}

const at: Position = { line: 1, column: 1 };

/**
 * What a manifest declares: the keys of an actor's metadata, and `entry` (the exported function, `process`) and `wasi`.
 * @param text undefined when there is none
 */
export function readManifest(text: string | undefined, file: FileName): ManifestReading {
  const refuse = (message: string, place = at): ManifestReading => ({
    parsed: false,
    declarations: [],
    problems: [{ at: place, message }],
    wasi: false,
  });
  if (text === undefined)
    return refuse(
      `A WASM actor needs a manifest beside it: write ${file.stem}.actor.json with its inports, outports and description.`,
    );
  const source = new SourceText(text);
  // JSON is an expression of JavaScript; parsing it as one gives every part its place. It is not evaluated.
  const { program, errors } = parseSync('manifest.js', `(${text}\n)`, { lang: 'js', preserveParens: false });
  try {
    JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const place = /position (\d+)/.exec(message)?.[1] ?? (errors[0]?.labels[0]?.start ?? 1) - 1;
    const [reason] = message.split(/, "|\n/, 1);
    return refuse(`The manifest is not JSON: ${reason}.`, source.position(Math.min(Number(place), text.length)));
  }
  const [statement] = program.body;
  if (statement?.type !== 'ExpressionStatement') return refuse('The manifest must be an object.');
  const literal = new LiteralReader(source, -1).read(unwrap(statement.expression));
  if (literal.kind !== 'mapping') return refuse('The manifest must be an object.');
  const valueOf = (key: string) => {
    const entry = literal.entries.find((one: Entry) => one.key === key);
    return entry && literalValue(entry.value);
  };
  const entry = valueOf('entry') ?? 'process';
  if (typeof entry !== 'string') return refuse('`entry` must be the name of an exported function.', literal.at);
  const declaration = {
    ...{ at: literal.at, entry, name: file.stem, metadata: literal.entries, documentation: '' },
    usedPorts: new UsedPortCollector(),
  };
  return { parsed: true, declarations: [declaration], problems: [], wasi: valueOf('wasi') === true };
}
