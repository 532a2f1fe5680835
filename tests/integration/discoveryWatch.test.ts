import { mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogueChange } from '../../electron/backend/discovery/catalogue.ts';
import { Discovery } from '../../electron/backend/discovery/discovery.ts';
import { defaultPatterns } from '../../electron/backend/discovery/filePatterns.ts';
import { parserPool } from './discoveryParsers.ts';

let pool: Awaited<ReturnType<typeof parserPool>>;
let root: string;
let discovery: Discovery;
let changes: CatalogueChange[];

beforeAll(async () => {
  pool = await parserPool();
});
afterAll(() => pool[Symbol.asyncDispose]());

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'watch-'));
  await write('a.actor.py', actor('A'));
  await write('flows/b.actor.js', 'export const metadata = { name: "B" }; export function process(context) {}');
  discovery = new Discovery({ root, patterns: defaultPatterns, parsers: pool.parsers });
  await discovery.scan();
  changes = [];
  await discovery.watch((change) => changes.push(change));
});
afterEach(async () => {
  await discovery[Symbol.asyncDispose]();
  await rm(root, { recursive: true, force: true });
});

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

const actor = (name: string) => `@actor(name="${name}", inports=["a"], outports=["b"])\ndef f(c): pass\n`;
const summary = ({ added, changed, removed, problems }: CatalogueChange) => ({
  added: added.map(({ component }) => component).toSorted(),
  changed: changed.map(({ component }) => component).toSorted(),
  removed: removed.map(({ component }) => component).toSorted(),
  problems: problems.length,
});

/** Every change up to one made last, by which it is known that nothing more is coming. */
async function changesUntilQuiet() {
  await sleep(300);
  const before = changes.length;
  await write('last.actor.py', actor('Last'));
  await expect
    .poll(() => changes.slice(before).some(({ added }) => added.some(({ component }) => component === 'Last')))
    .toBe(true);
  return changes.map(summary).filter(({ added }) => !added.includes('Last'));
}

const nothing = { added: [], changed: [], removed: [], problems: 0 };

describe('watching', () => {
  it('[D9] a new file', async () => {
    await write('c.actor.py', actor('C'));
    expect(await changesUntilQuiet()).toEqual([{ ...nothing, added: ['C'] }]);
  });

  it('[D9] a change of a file, with the new metadata', async () => {
    await write('a.actor.py', actor('A').replace('"a"', '"a", "more"'));
    expect(await changesUntilQuiet()).toEqual([{ ...nothing, changed: ['A'] }]);
    expect(changes[0]!.changed[0]!.inports.map(({ name }) => name)).toEqual(['a', 'more']);
  });

  it('[D9] two saves one right after the other are one event', async () => {
    await write('a.actor.py', actor('A').replace('"a"', '"one"'));
    await sleep(15);
    await write('a.actor.py', actor('A').replace('"a"', '"two"'));
    expect(await changesUntilQuiet()).toEqual([{ ...nothing, changed: ['A'] }]);
    expect(changes[0]!.changed[0]!.inports.map(({ name }) => name)).toEqual(['two']);
  });

  it('[D9] a write that leaves the content as it was gives no event', async () => {
    await write('a.actor.py', actor('A'));
    await utimes(path.join(root, 'a.actor.py'), new Date(), new Date());
    expect(await changesUntilQuiet()).toEqual([]);
  });

  it('[D9] an atomic save is one change', async () => {
    await write('a.actor.py.tmp', `${actor('A')}# new`);
    await rename(path.join(root, 'a.actor.py.tmp'), path.join(root, 'a.actor.py'));
    expect(await changesUntilQuiet()).toEqual([{ ...nothing, changed: ['A'] }]);
  });

  it('[D9] a deleted file', async () => {
    await rm(path.join(root, 'a.actor.py'));
    expect(await changesUntilQuiet()).toEqual([{ ...nothing, removed: ['A'] }]);
  });

  it('[D9] a rename is the old one removed and the new one added', async () => {
    await rename(path.join(root, 'a.actor.py'), path.join(root, 'z.actor.py'));
    expect(await changesUntilQuiet()).toEqual([{ ...nothing, added: ['A'], removed: ['A'] }]);
    expect(changes[0]!.added[0]!.file_path).toBe('z.actor.py');
  });

  it('[D9] a folder renamed, deleted and made with files in it', async () => {
    await rename(path.join(root, 'flows'), path.join(root, 'moved'));
    await expect.poll(() => changes.length).toBeGreaterThan(0);
    expect(changes.flatMap(({ removed }) => removed.map(({ file_path }) => file_path))).toEqual(['flows/b.actor.js']);
    await expect
      .poll(() => changes.flatMap(({ added }) => added.map(({ file_path }) => file_path)))
      .toEqual(['moved/b.actor.js']);
    await rm(path.join(root, 'moved'), { recursive: true });
    await expect.poll(() => changes.at(-1)!.removed.map(({ file_path }) => file_path)).toEqual(['moved/b.actor.js']);
    await write('new/deeper/c.actor.py', actor('C'));
    await expect
      .poll(() => changes.flatMap(({ added }) => added).some(({ component }) => component === 'C'))
      .toBe(true);
  });

  it('[D9] files of no concern give no event', async () => {
    await write('notes.txt', 'x');
    await write('node_modules/m/x.actor.js', 'function process(c) {}');
    await write('.reflow/x.actor.py', actor('X'));
    expect(await changesUntilQuiet()).toEqual([]);
  });

  it('[D8] [S8] a file that breaks keeps its actor, with a problem and the new hash; mended, it changes again', async () => {
    await write('a.actor.py', 'def f(c:\n');
    await expect.poll(() => changes.map(summary)).toEqual([{ ...nothing, changed: ['A'], problems: 1 }]);
    await write('a.actor.py', `${actor('A')}# mended`);
    await expect.poll(() => changes.slice(1).map(summary)).toEqual([{ ...nothing, changed: ['A'] }]);
  });

  it('[D8] of two actors with one name the other one follows when the first goes', async () => {
    await write('z.actor.py', actor('A'));
    await expect.poll(() => changes.map(summary)).toEqual([{ ...nothing, problems: 2 }]);
    await rm(path.join(root, 'a.actor.py'));
    await expect.poll(() => changes.slice(1).map(summary)).toEqual([{ ...nothing, added: ['A'], removed: ['A'] }]);
  });

  it('[D1] [D9] a file found by a link is followed where it really is', async () => {
    await write('lib/real.py', actor('Linked'));
    await symlink(path.join(root, 'lib/real.py'), path.join(root, 'linked.actor.py'));
    await expect.poll(() => changes.map(summary)).toEqual([{ ...nothing, added: ['Linked'] }]);
    await write('lib/real.py', `${actor('Linked')}# new`);
    await expect.poll(() => changes.slice(1).map(summary)).toEqual([{ ...nothing, changed: ['Linked'] }]);
    expect(changes[1]!.changed[0]!.file_path).toBe('linked.actor.py');
  });

  it('[D9] many files at once are few events', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, index) => write(`many/${index}.actor.py`, actor(`M${index}`))));
    await expect.poll(() => changes.flatMap(({ added }) => added).length, { timeout: 10_000 }).toBe(200);
    expect(changes.length).toBeLessThan(20);
  });
});
