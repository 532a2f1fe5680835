import type { BuildFailure, BuildOptions, Metafile, Plugin } from 'esbuild';

const namespace = 'reflow';

/** The modules that `await` at their top, which made a build into CommonJS fail: only ES modules can. */
export function awaitingFiles(error: unknown): ReadonlySet<string> {
  const { errors = [] } = error as Partial<BuildFailure>;
  const found = errors.filter(({ text }) => text.startsWith('Top-level await is currently not supported'));
  return new Set(found.flatMap(({ location }) => location?.file ?? []));
}

/** A `require` of a module that awaits, itself or what it imports: it would be answered before the module is ready. */
export function requiredTooEarly(
  { inputs }: Metafile,
  awaiting: ReadonlySet<string>,
): { file: string; required: string } | undefined {
  const late = new Set(awaiting);
  for (const file of late)
    for (const [name, { imports }] of Object.entries(inputs))
      if (imports.some(({ kind, path }) => kind === 'import-statement' && path === file)) late.add(name);
  for (const [file, { imports }] of Object.entries(inputs))
    for (const { kind, path } of imports)
      if (kind === 'require-call' && late.has(path)) return { file, required: path };
  return undefined;
}

/**
 * Options for a bundle of modules that wait while they load: ES modules joined into the body of an asynchronous function, which
 * answers a promise. Like a CommonJS bundle it takes what is external from `require`; what it exports it
 * hands to `__reflowExports`.
 * @param entry absolute path
 * @param external names of modules that the runner has
 */
export function awaitingModule(
  entry: string,
  external: readonly string[],
): Pick<BuildOptions, 'format' | 'external' | 'banner' | 'footer'> & { entryPoints: [string]; plugins: Plugin[] } {
  return {
    entryPoints: [`${namespace}:entry`],
    format: 'esm',
    external: [],
    // Modules are strict by themselves, functions are not.
    banner: { js: '"use strict"; return (async () => {' },
    footer: { js: '})();' },
    plugins: [withoutImports(entry, new Set(external))],
  };
}

/** Whether a file of a bundle was made here. */
export const isMadeHere = (file: string): boolean => file.startsWith(`${namespace}:`);

/** A function's body cannot have import or export statements. */
function withoutImports(entry: string, external: ReadonlySet<string>): Plugin {
  const file = JSON.stringify(entry);
  return {
    name: 'without imports',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${namespace}:entry$`) }, () => ({ path: 'entry', namespace }));
      onResolve({ filter: /.*/ }, ({ path }) =>
        external.has(path) ? { path: `module ${path}`, namespace } : undefined,
      );
      onLoad({ filter: /^entry$/, namespace }, () => ({
        contents: `import * as all from ${file};\n__reflowExports(all);`,
        resolveDir: '/',
      }));
      onLoad({ filter: /^module /, namespace }, ({ path }) => ({
        contents: `module.exports = (0, require)(${JSON.stringify(path.slice('module '.length))});`,
      }));
    },
  };
}
