import { readFile } from 'node:fs/promises';

/**
 * Reads vitest's JSON report: what became of each test file.
 * @returns {Promise<Map<string, {passed: number, failed: number, skipped: number, failures: {file: string, title: string, message: string}[]}>>}
 *   by the file's absolute path; empty where no report was written
 */
export async function readReport(file) {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return new Map(
    text === undefined ? [] : JSON.parse(text).testResults.map((result) => [result.name, outcomeOf(result)]),
  );
}

/** The sum of some files' outcomes, with all their failures. */
export function sumOf(outcomes) {
  const sum = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const outcome of outcomes) {
    sum.passed += outcome.passed;
    sum.failed += outcome.failed;
    sum.skipped += outcome.skipped;
    sum.failures.push(...outcome.failures);
  }
  return sum;
}

function outcomeOf({ name, status, message, assertionResults }) {
  const count = (...states) => assertionResults.filter((one) => states.includes(one.status)).length;
  const failures = assertionResults
    .filter((one) => one.status === 'failed')
    .map((one) => ({ file: name, title: one.fullName, message: one.failureMessages.join('\n') }));
  if (status === 'failed' && failures.length === 0)
    failures.push({ file: name, title: 'the file itself', message: message || 'It could not be loaded.' });
  return {
    passed: count('passed'),
    failed: failures.length,
    skipped: count('pending', 'skipped', 'todo', 'disabled'),
    failures,
  };
}
