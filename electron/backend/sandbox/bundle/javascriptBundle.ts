import { realpath } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { build, type BuildFailure, type Loader, type Message, type Plugin } from 'esbuild';
import { AppError } from '#shared/rpc/errors.ts';
import { blankFunctionDecorators } from '../../discovery/javascript/functionDecorators.ts';
import { readEntry, readWithin } from './readSource.ts';

/**
 * One CommonJS text of a JavaScript or TypeScript actor and all it imports from the workspace, with an inline source map (S7).
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
  try {
    const result = await build({
      absWorkingDir: realRoot,
      entryPoints: [path.join(realRoot, entry)],
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
      loader: { '.json': 'json', '.txt': 'text', '.mts': 'ts', '.cts': 'ts' },
      external: ['reflow', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)],
      nodePaths: packages === undefined ? [] : [path.join(packages, 'node_modules')],
      plugins: [
        entrySource(path.join(realRoot, entry), source, functionName),
        insideOnly([realRoot, ...(packages === undefined ? [] : [await realpath(packages)])]),
      ],
    });
    const inputs = Object.keys(result.metafile.inputs);
    const sources = inputs.filter((file) => !file.includes('node_modules/'));
    return { files: { [entry]: result.outputFiles[0]!.text }, sources, inputs };
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? [];
    if (!first) throw error;
    throw buildError(first, entry);
  }
}

/** The entry's text with decorators above functions blanked (D4), and its actor handed to the runner though it may not be exported. */
function entrySource(file: string, source: string, functionName: string | null): Plugin {
  const { text } = blankFunctionDecorators(source);
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
      onLoad({ filter: /.*/ }, async ({ path: file }) => {
        const contents = await readWithin(folders, file);
        if (contents !== undefined) return { contents, loader: 'default', resolveDir: path.dirname(file) };
        const name = path.relative(folders[0]!, file);
        return { errors: [{ text: `${name} is outside the workspace and cannot be imported` }] };
      });
    },
  };
}

function buildError({ text, location }: Message, entry: string): AppError {
  const missing = /^Could not resolve "([^"]+)"/.exec(text)?.[1];
  const file = location?.file ?? entry;
  const place = location ? `${file}, line ${location.line}` : file;
  const hint =
    missing && !missing.startsWith('.')
      ? `: add ${missing} to packages under sandbox.javascript in reflow.yaml, or install it in the workspace`
      : '';
  const message = missing ? `Cannot find ${missing} (${place})${hint}` : `${text} (${place})`;
  const type = missing ? 'ModuleNotFound' : 'SyntaxError';
  const stack = location ? `${file}:${location.line}:${location.column + 1}\n${location.lineText}` : '';
  return new AppError('actorFailed', message, { type, message, stack });
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
