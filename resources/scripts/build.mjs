#!/usr/bin/env node
// Builds everything into dist/ (P1), each of two parts only when what it is made of has changed: a program that runs from there is left alone.
//   npm run build              both
//   npm run build -- --node    the node side only: main, preload, command, parser, runners, examples
import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { hashOfTrees } from './treeHash.mjs';
import { projectRoot } from './projectRoot.mjs';
import { buildSandboxPages } from './sandboxPages.mjs';

/** Programs of the node side. Packages stay outside the bundles, except in the preload, which a sandboxed renderer loads as one file. */
const programs = [
  { entry: 'electron/main/main.ts', output: 'dist/main/main.js' },
  { entry: 'electron/main/studio.ts', output: 'dist/main/studio.js' },
  { entry: 'electron/main/workspaces/exampleWorkspace.ts', output: 'dist/main/exampleWorkspace.js' },
  { entry: 'electron/preload/preload.ts', output: 'dist/preload/preload.cjs', single: true },
  { entry: 'electron/preload/sandboxPreload.ts', output: 'dist/preload/sandboxPreload.cjs', single: true },
  { entry: 'electron/cli/main.ts', output: 'dist/cli/main.js' },
  { entry: 'electron/backend/parsers/parserProcess.ts', output: 'dist/backend/parserProcess.js' },
  // Threads are started from ordinary files outside the archive, where no package can be found beside them.
  {
    entry: 'electron/backend/registry/native/expression/expressionWorker.ts',
    output: 'dist/workers/expressionWorker.cjs',
    single: true,
  },
  { entry: 'electron/backend/registry/wasm/wasmWorker.ts', output: 'dist/workers/wasmWorker.cjs', single: true },
];

/** Files that programs read at run time, copied as they are. */
const copies = [
  { from: 'node_modules/tree-sitter-python/tree-sitter-python.wasm', to: 'dist/wasm/tree-sitter-python.wasm' },
  { from: 'resources/runners', to: 'dist/runners', afterwards: joinRunner },
  { from: 'resources/examples', to: 'dist/examples' },
  { from: 'resources/icons', to: 'dist/icons' },
];

const rendererOutput = 'dist/renderer';

const nodeSide = {
  inputs: ['electron', 'shared', 'resources', 'package.json', 'package-lock.json'],
  outputs: [
    ...programs.map(({ output }) => output),
    ...copies.map(({ to }) => to),
    'dist/sandbox/python.json',
    'dist/sandbox/pyodide/version',
  ],
  stamp: '.cache/build/node.hash',
  build: () => [...programs.map(buildProgram), ...copies.map(copy), buildSandboxPages()],
};

const renderer = {
  inputs: ['renderer', 'shared', 'resources/runners', 'package-lock.json'],
  outputs: [`${rendererOutput}/index.html`],
  stamp: '.cache/build/renderer.hash',
  build: () => [buildRenderer()],
};

/** @returns the files that are missing, as sentences; building goes on with the rest, so that one missing part hides no other. */
async function build({ nodeOnly }) {
  const failures = await Promise.all([nodeSide, ...(nodeOnly ? [] : [renderer])].map(buildPart));
  return failures.flat().map(sentence);
}

async function buildPart({ inputs, outputs, stamp, build: start }) {
  const hash = await hashOfTrees(projectRoot, inputs);
  const areThere = (await Promise.all(outputs.map(exists))).every(Boolean);
  if (areThere && (await textOf(stamp)) === hash) return [];
  await rm(path.join(projectRoot, stamp), { force: true });
  const results = await Promise.allSettled(start());
  const failures = results.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
  if (failures.length === 0) {
    await mkdir(path.dirname(path.join(projectRoot, stamp)), { recursive: true });
    await writeFile(path.join(projectRoot, stamp), hash);
  }
  return failures;
}

async function buildProgram({ entry, output, single }) {
  await mustExist(entry, 'the entry of ' + output);
  const esbuild = await import('esbuild');
  const { metafile } = await esbuild.build({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'silent',
    metafile: true,
    ...(single ? { format: 'cjs', external: ['electron'] } : { format: 'esm', packages: 'external' }),
  });
  await checkPackages(output, metafile.outputs[output].imports);
}

/** A packaged program carries `dependencies` only: one that it needs and that is not among them would be missed first by its users. */
async function checkPackages(output, imports) {
  const { dependencies } = JSON.parse(await readFile(path.join(projectRoot, 'package.json'), 'utf8'));
  const missing = imports
    .map(({ path: name }) => /^(@[^/]+\/)?[^/]+/.exec(name)[0])
    .filter((name) => name !== 'electron' && !isBuiltin(name) && !(name in dependencies));
  if (missing.length > 0)
    throw new Error(`${output} needs ${missing.join(', ')}: move to "dependencies" in package.json.`);
}

async function copy({ from, to, afterwards }) {
  await mustExist(from, to);
  const target = path.join(projectRoot, to);
  await rm(target, { recursive: true, force: true });
  await mkdir(path.dirname(target), { recursive: true });
  await cp(path.join(projectRoot, from), target, {
    recursive: true,
    filter: (file) => !/(^|[\\/])(__pycache__|\.reflow|runners[\\/]chromium)$/.test(file),
  });
  await afterwards?.(target);
}

/** One file in place of the modules of the JavaScript runner: Node starts with it in two thirds of the time. */
async function joinRunner(runners) {
  const folder = path.join(runners, 'javascript');
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(folder, 'main.mjs')],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node18',
    format: 'cjs',
    keepNames: true,
    define: { 'import.meta.url': '__filename' },
    logLevel: 'silent',
  });
  await rm(folder, { recursive: true });
  await mkdir(folder);
  await writeFile(path.join(folder, 'main.cjs'), outputFiles[0].contents);
}

async function buildRenderer() {
  const config = 'renderer/vite.config.ts';
  await mustExist(config, rendererOutput);
  process.stdout.write('Building the editor …\n');
  const { build: viteBuild } = await import('vite');
  // Built aside and moved into place, so that an editor being served never sees half of one.
  const aside = path.join(projectRoot, `.cache/build/renderer-${process.pid}`);
  try {
    await viteBuild({
      configFile: path.join(projectRoot, config),
      logLevel: 'warn',
      build: { outDir: aside, emptyOutDir: true },
    });
    await rm(path.join(projectRoot, rendererOutput), { recursive: true, force: true });
    await mkdir(path.join(projectRoot, 'dist'), { recursive: true });
    await rename(aside, path.join(projectRoot, rendererOutput));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function mustExist(file, purpose) {
  if (!(await exists(file))) throw new Error(`${file} is missing (needed for ${purpose}).`);
}

async function exists(file) {
  return (await stat(path.join(projectRoot, file)).catch(() => undefined)) !== undefined;
}

async function textOf(file) {
  return readFile(path.join(projectRoot, file), 'utf8').catch(() => undefined);
}

function sentence(error) {
  const places = (error.errors ?? []).map(({ location, text }) =>
    location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text,
  );
  return places.length > 0 ? places.join('\n') : error.message;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const started = Date.now();
  const failures = await build({ nodeOnly: process.argv.includes('--node') });
  for (const failure of failures) process.stderr.write(`build: ${failure}\n`);
  if (failures.length > 0) process.exit(1);
  process.stdout.write(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.\n`);
}
