#!/usr/bin/env node
// Sets a fresh machine up and runs every test: unit, contract, integration and security, then end to end in Chromium and Electron.
//   npm test                  everything
//   npm test -- PATTERN …     the test files whose path contains one of the patterns
// Files that fail are run once more when their level is done. What passes only then is named at the end, like what fails twice.
// The last line is the sum: N passed, N failed, N skipped.
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { runNode } from './childProcess.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { testElectron } from './electronRuntime.mjs';
import { projectRoot } from './projectRoot.mjs';
import { ensureSystemPackages } from './systemPackages.mjs';
import { readReport, sumOf } from './testReport.mjs';

const levels = [
  { name: 'unit-contract-integration-security', config: 'vitest.config.ts' },
  { name: 'end-to-end', config: 'tests/e2e/vitest.config.ts' },
];

/** More failing files than this are no accident of timing: they are not run again. */
const secondTryFiles = 5;

async function test(patterns) {
  await ensureSystemPackages();
  await ensureDependencies();
  await testElectron();
  const built = await runNode([path.join(projectRoot, 'resources/scripts/build.mjs')]);
  if (built !== 0) throw new Error('The build failed, so no test was run.');
  const results = [];
  for (const level of levels) results.push(await runLevel(level, patterns));
  const { passed, failed, skipped, failures } = sumOf(results.map(({ sum }) => sum));
  if (passed + failed + skipped === 0) throw new Error(`No test file matches ${patterns.join(' ')}.`);
  tell(
    'Passed only when run again, so either the test or the program depends on luck:',
    results.flatMap(({ unsteady }) => unsteady),
  );
  tell('Failed:', failures);
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed === 0 ? 0 : 1;
}

async function runLevel(level, patterns) {
  const first = await runVitest(level, level.name, patterns);
  const failedFiles = [...first.outcomes].filter(([, outcome]) => outcome.failed > 0).map(([file]) => file);
  if (failedFiles.length === 0 || failedFiles.length > secondTryFiles) return { sum: first.sum, unsteady: [] };
  const again = failedFiles.map((file) => path.relative(projectRoot, file));
  process.stdout.write(`\nOnce more: ${again.join(', ')}\n`);
  const second = await runVitest(level, `${level.name}-again`, again);
  const failedTwice = new Set(second.sum.failures.map(identity));
  return {
    sum: sumOf([
      ...[...first.outcomes].filter(([file]) => !failedFiles.includes(file)).map(([, outcome]) => outcome),
      second.sum,
    ]),
    unsteady: first.sum.failures.filter((failure) => !failedTwice.has(identity(failure))),
  };
}

async function runVitest({ config }, reportName, patterns) {
  const report = path.join(projectRoot, `test-results/${reportName}.json`);
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
  const outcomes = await readReport(report);
  const sum = sumOf(outcomes.values());
  // An error outside any test fails the run without failing a test: it counts as one.
  if (code !== 0 && sum.failed === 0) {
    sum.failed = 1;
    sum.failures.push({
      file: projectRoot,
      title: 'outside any test',
      message: `vitest ended with ${code}; see above.`,
    });
  }
  return { outcomes, sum };
}

function identity({ file, title }) {
  return `${file}\n${title}`;
}

function tell(heading, failures) {
  if (failures.length === 0) return;
  process.stdout.write(`\n${heading}\n`);
  for (const { file, title, message } of failures) {
    const ours = message.split('\n').filter((line) => !line.includes('node_modules'));
    const shown = ours.slice(0, 12).join('\n      ');
    process.stdout.write(`  ${path.relative(projectRoot, file)}\n    ${title}\n      ${shown}\n`);
  }
  process.stdout.write('\n');
}

try {
  process.exitCode = await test(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`test: ${error.message}\n`);
  process.stdout.write('0 passed, 1 failed, 0 skipped\n');
  process.exitCode = 1;
}
