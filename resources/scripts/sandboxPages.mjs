// Builds the pages of the chromium sandbox into dist/sandbox: the JavaScript runner for a worker, and Pyodide with the Python runner.
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from './projectRoot.mjs';

const source = path.join(projectRoot, 'resources/runners/chromium');
const target = path.join(projectRoot, 'dist/sandbox');
const pyodide = path.join(projectRoot, 'node_modules/pyodide');
const pyodideFiles = ['pyodide.mjs', 'pyodide.asm.mjs', 'pyodide.asm.wasm', 'pyodide-lock.json', 'python_stdlib.zip'];

export async function buildSandboxPages() {
  await mkdir(path.join(target, 'pyodide'), { recursive: true });
  await Promise.all([
    bundleScripts(),
    cp(path.join(source, 'page.html'), path.join(target, 'page.html')),
    writePythonRunner(),
    copyPyodide(),
  ]);
}

async function bundleScripts() {
  const esbuild = await import('esbuild');
  const standIn = (name) => path.join(source, `node/${name}.mjs`);
  await esbuild.build({
    absWorkingDir: projectRoot,
    entryPoints: ['page', 'javascript', 'python'].map((name) => path.join(source, `${name}.mjs`)),
    outdir: target,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'chrome130',
    logLevel: 'silent',
    // What the runner takes from Node it gets here from a small stand-in.
    alias: Object.fromEntries(
      ['fs', 'net', 'vm', 'util', 'stream', 'module'].map((name) => [`node:${name}`, standIn(name)]),
    ),
  });
}

/** The Python runner as one file: path inside → text. */
async function writePythonRunner() {
  const folder = path.join(projectRoot, 'resources/runners/python/reflow');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.py'));
  const modules = names.map(async (name) => [
    `/runner/reflow/${name}`,
    await readFile(path.join(folder, name), 'utf8'),
  ]);
  const entry = ['/runner/sandbox.py', await readFile(path.join(source, 'python/sandbox.py'), 'utf8')];
  const files = Object.fromEntries([entry, ...(await Promise.all(modules))]);
  await writeFile(path.join(target, 'python.json'), JSON.stringify(files));
}

/** Copies Pyodide and the memory of a started interpreter, so that a sandbox need not start one; made anew for another version only. */
async function copyPyodide() {
  const { version } = JSON.parse(await readFile(path.join(pyodide, 'package.json'), 'utf8'));
  const stamp = path.join(target, 'pyodide/version');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === version) return;
  for (const name of pyodideFiles) await cp(path.join(pyodide, name), path.join(target, 'pyodide', name));
  const { loadPyodide } = await import('pyodide');
  const interpreter = await loadPyodide({ _makeSnapshot: true });
  const unfinished = path.join(target, `pyodide/snapshot.${process.pid}`);
  await writeFile(unfinished, interpreter.makeMemorySnapshot());
  await rename(unfinished, path.join(target, 'pyodide/snapshot.bin'));
  await rm(unfinished, { force: true });
  await writeFile(stamp, version);
}
