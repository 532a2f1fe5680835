#!/usr/bin/env node
// Sets a fresh machine up and runs every test: unit, contract, integration and security, then end to end in Chromium and Electron.
//   npm test                  everything
//   npm test -- PATTERN …     the test files whose path contains one of the patterns
// The last line is the sum: N passed, N failed, N skipped.
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { runNode } from './childProcess.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { testElectron } from './electronRuntime.mjs';
import { projectRoot } from './projectRoot.mjs';
import { ensureSystemPackages } from './systemPackages.mjs';

const levels = [
  { name: 'unit-contract-integration-security', config: 'vitest.config.ts' },
  { name: 'end-to-end', config: 'tests/e2e/vitest.config.ts' },
];

async function test(patterns) {
  await ensureSystemPackages();
  await ensureDependencies();
  await testElectron();
  const built = await runNode([path.join(projectRoot, 'resources/scripts/build.mjs')]);
  if (built !== 0) throw new Error('The build failed, so no test was run.');
  const sums = [];
  for (const level of levels) sums.push(await runLevel(level, patterns));
  const total = (key) => sums.reduce((sum, one) => sum + one[key], 0);
  if (total('passed') + total('failed') + total('skipped') === 0)
    throw new Error(`No test file matches ${patterns.join(' ')}.`);
  process.stdout.write(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped\n`);
  return total('failed') === 0 ? 0 : 1;
}

async function runLevel({ name, config }, patterns) {
  const report = path.join(projectRoot, `test-results/${name}.json`);
  await mkdir(path.dirname(report), { recursive: true });
  await rm(report, { force: true });
  const code = await runNode(
    [
      path.join(projectRoot, 'node_modules/vitest/vitest.mjs'),
      'run',
      `--config=${config}`,
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...patterns,
    ],
    { cwd: projectRoot },
  );
  const sum = await sumOf(report);
  // A file that does not load, or an error outside any test, fails the run without failing a test: it counts as one.
  return code !== 0 && sum.failed === 0 ? { ...sum, failed: 1 } : sum;
}

async function sumOf(report) {
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 0, skipped: 0 };
  const result = JSON.parse(text);
  const unloadable = result.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((one) => one.status !== 'failed'),
  );
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + unloadable.length,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

try {
  process.exitCode = await test(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`test: ${error.message}\n`);
  process.stdout.write('0 passed, 1 failed, 0 skipped\n');
  process.exitCode = 1;
}
