import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { compiledRunners } from './compiledRunners.ts';
import { findInterpreter } from './interpreter.ts';

const shipped = fileURLToPath(new URL('../../../../resources/runners', import.meta.url));

describe('compiled runners', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reflow-compiled-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const runners = join(folder, 'runners');
  const cache = join(folder, 'cache');
  cpSync(shipped, runners, { recursive: true });
  const python = await findInterpreter('python');

  it('[B5] are made once for a content and a version', async () => {
    const [first, second] = await Promise.all([
      compiledRunners(python, runners, cache),
      compiledRunners(python, runners, cache),
    ]);
    const later = await compiledRunners(python, runners, cache);
    expect([later, runners]).toContain(first);
    expect([later, runners]).toContain(second);
    expect(existsSync(join(later, 'python/main.py'))).toBe(true);
    expect(readdirSync(join(later, 'python/reflow/__pycache__')).length).toBeGreaterThan(5);
    expect(readdirSync(cache).length).toBe(1);

    appendFileSync(join(runners, 'python/main.py'), '\n');
    expect(await compiledRunners(python, runners, cache)).not.toBe(later);
  });

  it('[B5] are the shipped ones for JavaScript, and where nothing can be kept', async () => {
    expect(await compiledRunners(await findInterpreter('javascript'), runners, cache)).toBe(runners);
    writeFileSync(join(folder, 'file'), '');
    expect(await compiledRunners(python, runners, join(folder, 'file'))).toBe(runners);
  });
});
