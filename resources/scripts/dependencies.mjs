import { readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { runNpm } from './childProcess.mjs';
import { projectRoot } from './projectRoot.mjs';

/** Installs what package-lock.json lists when it is not installed, or not in those versions. */
export async function ensureDependencies() {
  const missing = await missingPackages();
  if (missing.length === 0) return;
  process.stdout.write(`Installing packages (${missing.length} missing or outdated) …\n`);
  // Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, which a registry may not have yet.
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const code = await runNpm(['install', '--no-save', '--include=dev', ...quiet], { cwd: projectRoot });
  if (code !== 0)
    throw new Error('`npm install` failed: see its messages above; a network is needed for the first start.');
}

async function missingPackages() {
  const wanted = await packagesOf('package-lock.json');
  const installed = await packagesOf('node_modules/.package-lock.json').catch(() => ({}));
  return Object.entries(wanted)
    .filter(([name, { optional, version }]) => name && !optional && installed[name]?.version !== version)
    .map(([name]) => name);
}

async function packagesOf(lockFile) {
  return JSON.parse(await readFile(path.join(projectRoot, lockFile), 'utf8')).packages;
}
