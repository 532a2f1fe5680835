import { realpath } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  build,
  type BuildFailure,
  type BuildOptions,
  type BuildResult,
  type Loader,
  type Message,
  type Plugin,
} from 'esbuild';
import { AppError } from '#shared/rpc/errors.ts';
import { blankFunctionDecorators } from '../../readers/javascript/functionDecorators.ts';
import { awaitingFiles, awaitingModule, isMadeHere, requiredTooEarly } from './awaitingModule.ts';
import { readEntry, readWithin } from './readSource.ts';

type Task = BuildOptions & { entryPoints: [string]; plugins: Plugin[]; write: false; metafile: true };

const fileLoaders: Record<string, Loader> = {
  ...{ '.json': 'json', '.txt': 'text', '.wasm': 'binary' },
  ...{ '.mts': 'ts', '.cts': 'ts' },
};
/** Of whatever an import says that the file is: `with { type: 'text' }`. */
const attributeLoaders: Record<string, Loader> = { json: 'json', text: 'text', bytes: 'binary' };

/** What the runner has. */
const external = ['reflow', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

/**
 * One CommonJS text of a JavaScript or TypeScript actor and all it imports from the workspace, with an inline source map (S7). Where one
 * of them awaits at its top level, running the text answers a promise.
 * @param functionName the function that is the actor; null for the file's default
 * @param options `source`: text in place of the entry's own; `packages`: folder of the workspace's packages
 * @throws AppError `actorFailed` naming file and line, or the package that is missing
 */
export async function bundleJavaScript(
  root: string,
  entry: string,
  functionName: string | null,
  { source: edited, packages }: { source?: string | undefined; packages?: string | undefined } = {},
): Promise<{ files: Record<string, string>; sources: string[]; inputs: string[] }> {
  const source = edited ?? (await readEntry(root, entry));
  const realRoot = await realpath(root);
  const file = path.join(realRoot, entry);
  const options: Task = {
    absWorkingDir: realRoot,
    entryPoints: [`./${entry}`],
    outfile: path.join(realRoot, 'bundle.js'),
    bundle: true,
    write: false,
    metafile: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    keepNames: true,
    logLevel: 'silent',
    supported: { 'dynamic-import': false },
    define: metaOf(entry),
    loader: fileLoaders,
    external,
    nodePaths: packages === undefined ? [] : [path.join(packages, 'node_modules')],
    plugins: [
      entrySource(file, source, functionName),
      insideOnly([realRoot, ...(packages === undefined ? [] : [await realpath(packages)])]),
    ],
  };
  try {
    const result = await build(options).catch((error: unknown) => buildAwaiting(options, file, error));
    const inputs = Object.keys(result.metafile.inputs).filter((name) => !isMadeHere(name));
    const sources = inputs.filter((file) => !file.includes('node_modules/'));
    return { files: { [entry]: result.outputFiles[0]!.text }, sources, inputs };
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? [];
    if (!first) throw error;
    throw buildError(first, entry);
  }
}

/**
 * The files of the workspace that an actor imports, its own among them, relative to the workspace; packages are not followed.
 * @throws as `bundleJavaScript`
 */
export async function javascriptSources(root: string, entry: string): Promise<string[]> {
  const source = await readEntry(root, entry);
  const realRoot = await realpath(root);
  const file = path.join(realRoot, entry);
  try {
    const { metafile } = await build({
      absWorkingDir: realRoot,
      entryPoints: [`./${entry}`],
      outfile: path.join(realRoot, 'bundle.js'),
      ...{ bundle: true, write: false, metafile: true, format: 'esm', platform: 'node', target: 'node20' },
      ...{ packages: 'external', logLevel: 'silent' },
      loader: fileLoaders,
      plugins: [entrySource(file, source, null), insideOnly([realRoot])],
    });
    return Object.keys(metafile.inputs);
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? [];
    throw first ? buildError(first, entry) : error;
  }
}

/** Builds once more where modules that await were all that was wrong, or part of it. @throws the error of the first try otherwise */
async function buildAwaiting(options: Task, file: string, error: unknown): Promise<BuildResult<Task>> {
  const awaiting = awaitingFiles(error);
  if (awaiting.size === 0) throw error;
  const { plugins, ...form } = awaitingModule(file, external);
  const task: Task = { ...options, ...form, plugins: [...plugins, ...options.plugins] };
  const result = await build(task);
  const early = requiredTooEarly(result.metafile, awaiting);
  if (!early) return result;
  const message = `${early.file} requires ${early.required}, which awaits at its top level: import it instead`;
  throw new AppError('actorFailed', message, { type: 'SyntaxError', message, stack: '' });
}

/** The entry's text with decorators above functions blanked (D4), and its actor handed to the runner though it may not be exported. */
function entrySource(file: string, source: string, functionName: string | null): Plugin {
  // A hashbang is one at the top of a file only.
  const text = blankFunctionDecorators(source).text.replace(/^#!.*/, '');
  const hand = isIdentifier(functionName)
    ? `\n;__reflowNamed(typeof ${functionName} === 'undefined' ? undefined : ${functionName});\n`
    : '';
  return {
    name: 'entry',
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`^${escaped(file)}$`) }, () => ({
        contents: text + hand,
        loader: loaderOf(file),
        resolveDir: path.dirname(file),
      }));
    },
  };
}

/**
 * Reads every file itself, and none outside the workspace and its packages, links out included: a bundle must carry none of the host's
 * files into a sandbox (S2).
 */
function insideOnly(folders: readonly string[]): Plugin {
  return {
    name: 'inside',
    setup({ onLoad }) {
      onLoad({ filter: /.*/ }, async ({ path: file, with: { type = '' } }) => {
        const contents = await readWithin(folders, file);
        const loader = attributeLoaders[type] ?? 'default';
        if (contents !== undefined) return { contents, loader, resolveDir: path.dirname(file) };
        const name = path.relative(folders[0]!, file);
        return { errors: [{ text: `${name} is outside the workspace and cannot be imported` }] };
      });
    },
  };
}

/** What `import.meta` says in every module: inside the sandbox there is no file, but its address tells what was meant. */
function metaOf(entry: string): Record<string, string> {
  const filename = `/${entry}`;
  return {
    'import.meta.url': JSON.stringify(pathToFileURL(filename).href),
    'import.meta.filename': JSON.stringify(filename),
    'import.meta.dirname': JSON.stringify(path.posix.dirname(filename)),
  };
}

function buildError({ text, location }: Message, entry: string): AppError {
  const file = location?.file ?? entry;
  const place = location ? `${file}, line ${location.line}` : file;
  const missing = /^Could not resolve "([^"]+)"/.exec(text)?.[1];
  const message = missing
    ? `Cannot find ${missing} (${place})${howToAdd(missing)}`
    : `${text} (${place})${howToImport(text)}`;
  const type = missing ? 'ModuleNotFound' : 'SyntaxError';
  const stack = location ? `${file}:${location.line}:${location.column + 1}\n${location.lineText}` : '';
  return new AppError('actorFailed', message, { type, message, stack });
}

function howToAdd(missing: string): string {
  if (missing.startsWith('.')) return '';
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(missing)?.[0];
  return `: add ${name} to packages under sandbox.javascript in reflow.yaml, or install it in the workspace`;
}

function howToImport(text: string): string {
  if (text.startsWith('No loader is configured for ".node"'))
    return ': it is native code, which actors in JavaScript cannot load; use a package of JavaScript or WebAssembly';
  return text.startsWith('No loader is configured') ? ": import it with { type: 'text' } or { type: 'bytes' }" : '';
}

function loaderOf(file: string): Loader {
  return /\.[mc]?ts$/.test(file) ? 'ts' : 'js';
}

function isIdentifier(name: string | null): name is string {
  return name !== null && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name !== 'default';
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
