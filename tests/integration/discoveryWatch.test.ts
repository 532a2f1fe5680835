import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CatalogueChange } from '../../electron/backend/discovery/catalogue.ts';
import { Discovery, type DiscoveryOptions } from '../../electron/backend/discovery/discovery.ts';
import { defaultPatterns } from '../../electron/backend/discovery/filePatterns.ts';
import type { FileRequest } from '../../electron/backend/readers/fileReader.ts';
import type { ParserPool } from '../../electron/backend/parsers/parserPool.ts';
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

/** Waits until a file is among the added, or removed, of some change. */
async function heard(kind: 'added' | 'removed', file: string) {
  const files = () => changes.flatMap((change) => change[kind].map(({ file_path }) => file_path));
  await expect.poll(files, { timeout: 15_000 }).toContain(file);
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
    const save = async (port: string) => {
      await write('a.actor.py', actor('A').replace('"a"', `"${port}"`));
      return (await stat(path.join(root, 'a.actor.py'))).mtimeMs;
    };
    let found: unknown[];
    let round = 0;
    for (;;) {
      const first = await save(`one${++round}`);
      await sleep(15);
      const second = await save(`two${round}`);
      found = await changesUntilQuiet();
      // A busy machine may leave so much time between the two that they are none right after the other.
      if (second - first < 40) break;
      await rm(path.join(root, 'last.actor.py'));
      await heard('removed', 'last.actor.py');
      changes.length = 0;
    }
    expect(found).toEqual([{ ...nothing, changed: ['A'] }]);
    expect(changes[0]!.changed[0]!.inports.map(({ name }) => name)).toEqual([`two${round}`]);
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
    expect(changes[0]!.renamed.map(({ from, to }) => [from.file_path, to.file_path])).toEqual([
      ['a.actor.py', 'z.actor.py'],
    ]);
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

  it('[D9] files in folders inside of a folder that came, or was renamed, are followed like any other', async () => {
    await mkdir(path.join(root, 'new/deep/er'), { recursive: true });
    await write('new/deep/er/c.actor.py', actor('C'));
    await heard('added', 'new/deep/er/c.actor.py');
    await rename(path.join(root, 'new'), path.join(root, 'moved'));
    await heard('added', 'moved/deep/er/c.actor.py');
    await write('moved/deep/er/d.actor.py', actor('D'));
    await heard('added', 'moved/deep/er/d.actor.py');
    await rm(path.join(root, 'moved/deep/er/d.actor.py'));
    await heard('removed', 'moved/deep/er/d.actor.py');
    expect(changes.flatMap(({ removed }) => removed.map(({ file_path }) => file_path))).toEqual([
      'new/deep/er/c.actor.py',
      'moved/deep/er/d.actor.py',
    ]);
  });

  it('[D9] a file that is saved by a rename and deleted right after is gone', async () => {
    // So that the watcher hands over together what follows.
    await write('first.actor.py', actor('First'));
    await sleep(15);
    await write('a.actor.py.tmp', `${actor('A')}# new`);
    await rename(path.join(root, 'a.actor.py.tmp'), path.join(root, 'a.actor.py'));
    await rm(path.join(root, 'a.actor.py'));
    await heard('removed', 'a.actor.py');
  });

  it('[D9] of a thousand files saved again and again by another program, each counts as it was saved last', async () => {
    const saving = `
      const { renameSync, writeFileSync } = require('node:fs');
      for (let round = 0; round < 3; round++)
        for (let index = 0; index < 1000; index++) {
          const file = 'many/' + index + '.actor.py';
          writeFileSync(index % 2 ? file : file + '.tmp', '@actor(name="M' + index + '", version="' + round + '.0.0")\\ndef f(c): pass\\n');
          if (index % 2 === 0) renameSync(file + '.tmp', file);
        }`;
    await mkdir(path.join(root, 'many'));
    execFileSync(process.execPath, ['-e', saving], { cwd: root });
    const versions = () => {
      const all = changes.flatMap(({ added, changed }) => [...added, ...changed]);
      const last = new Map(all.map((one) => [one.component, one.workspace_metadata.version]));
      return [...last].filter(([name, version]) => name.startsWith('M') && version === '2.0.0').length;
    };
    await expect.poll(versions, { timeout: 90_000 }).toBe(1000);
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

  it('[D9] a checkout of another branch is one change, however long it takes', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
        cwd: root,
        stdio: 'pipe',
      });
    await discovery[Symbol.asyncDispose]();
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-qm', 'one');
    git('checkout', '-qb', 'other');
    for (let index = 0; index < 400; index++) await write(`many/${index}.actor.py`, actor(`M${index}`));
    await write('a.actor.py', actor('A').replace('"a"', '"a", "more"'));
    await rm(path.join(root, 'flows'), { recursive: true });
    git('add', '-A');
    git('commit', '-qm', 'two');
    git('checkout', '-q', 'main');
    discovery = new Discovery({ root, patterns: defaultPatterns, parsers: pool.parsers });
    await discovery.scan();
    await discovery.watch((change) => changes.push(change));
    git('checkout', '-q', 'other');
    await expect.poll(() => changes.length, { timeout: 15_000 }).toBeGreaterThan(0);
    expect(changes[0]!.added).toHaveLength(400);
    expect([changes[0]!.changed.length, changes[0]!.removed.length]).toEqual([1, 1]);
    expect(await changesUntilQuiet()).toHaveLength(1);
  });
});

describe('what no event tells', () => {
  const restart = async (options: Partial<DiscoveryOptions>, between: () => Promise<void>) => {
    await discovery[Symbol.asyncDispose]();
    discovery = new Discovery({ root, patterns: defaultPatterns, parsers: pool.parsers, ...options });
    await discovery.scan();
    await between();
    await discovery.watch((change) => changes.push(change));
  };

  it('[D9] what changed between the scan and the watch is noticed', async () => {
    await restart({}, async () => {
      await write('a.actor.py', actor('A').replace('"a"', '"b"'));
      await write('c.actor.py', actor('C'));
      await rm(path.join(root, 'flows'), { recursive: true });
    });
    await expect.poll(() => changes.length).toBeGreaterThan(0);
    expect(changes.map(summary)).toEqual([{ added: ['C'], changed: ['A'], removed: ['B'], problems: 0 }]);
  });

  it('[D8] [D9] a file that is saved by emptying it first was never without its actor; one that stays empty is', async () => {
    const { parsers } = pool;
    const file = path.join(root, 'a.actor.py');
    let isRead = false;
    // It is written only after it was read empty.
    const read = async (files: readonly FileRequest[]) => {
      const readings = await parsers.read(files);
      if (isRead && (await stat(file)).size === 0) await writeFile(file, actor('A').replace('"b"', '"c"'));
      return readings;
    };
    await restart(
      { parsers: { identity: () => parsers.identity(), warmUp: () => {}, read } as unknown as ParserPool },
      async () => {},
    );
    isRead = true;
    await writeFile(file, '');
    await expect.poll(() => changes.map(summary)).toEqual([{ ...nothing, changed: ['A'] }]);
    isRead = false;
    await writeFile(file, '');
    await expect.poll(() => changes.slice(1).map(summary)).toEqual([{ ...nothing, removed: ['A'], problems: 1 }]);
  });

  it('[D9] where no events come, all files are looked at now and then', async () => {
    // What is written by a name outside the workspace gives no event inside.
    const outside = await mkdtemp(path.join(tmpdir(), 'silent-'));
    try {
      await link(path.join(root, 'a.actor.py'), path.join(outside, 'a.py'));
      await restart({ pollInterval: 50 }, async () => {});
      await writeFile(path.join(outside, 'a.py'), actor('Z'));
      await expect.poll(() => changes.map(summary)).toEqual([{ ...nothing, added: ['Z'], removed: ['A'] }]);
    } finally {
      await rm(outside, { recursive: true });
    }
  });
});

describe('the cache', () => {
  const cacheFile = () => path.join(root, '.reflow/discovery.json');
  async function scanned(parsers = pool.parsers) {
    await using one = new Discovery({ root, patterns: defaultPatterns, parsers, cacheFile: cacheFile() });
    return one.scan();
  }
  /** A pool whose processes would fail: whoever gets an answer did not need it. */
  const unusable = () => {
    const identity = () => pool.parsers.identity();
    const read = (files: readonly FileRequest[]) =>
      files.length === 0
        ? Promise.resolve([])
        : Promise.reject(new Error(`parsed ${files.map((file) => file.path).join()}`));
    return { identity, read, warmUp: () => {} } as unknown as ParserPool;
  };

  it('[D9] a start with nothing changed parses nothing and finds the same, problems too', async () => {
    await write('broken.actor.py', 'def (');
    const { durationMs: _, ...first } = await scanned();
    const { durationMs: __, ...second } = await scanned(unusable());
    expect(second).toEqual(first);
    expect(second.problems).toHaveLength(1);
  });

  it('[D9] a file that changed is never believed to be as it was: not with the same size, nor with its old time', async () => {
    await scanned();
    const file = path.join(root, 'a.actor.py');
    const before = await stat(file);
    await writeFile(file, actor('Z'));
    await utimes(file, before.atime, before.mtime);
    await expect(scanned(unusable())).rejects.toThrow('parsed a.actor.py');
    expect((await scanned()).actors.map(({ component }) => component)).toEqual(['Z', 'B']);
    await rename(file, path.join(root, 'b.actor.py'));
    await expect(scanned(unusable())).rejects.toThrow('parsed b.actor.py');
  });

  it('[M3] defaults that JSON cannot hold are found at every start as they are written', async () => {
    const port = (name: string, value: string) => `{"name": "${name}", "default": ${value}}`;
    const ports = `${port('n', '12345678901234567890')}, ${port('b', 'b"ab"')}`;
    await write('exact.actor.py', `@actor(inports=[${ports}])\ndef exact(context): ...\n`);
    const defaults = async () => {
      const { actors } = await scanned();
      const exact = actors.find(({ component }) => component === 'exact');
      return exact?.inports.map((inport) => inport.default);
    };
    expect(await defaults()).toEqual([12345678901234567890n, new Uint8Array([97, 98])]);
    expect(await defaults()).toEqual([12345678901234567890n, new Uint8Array([97, 98])]);
  });

  it('[D2] [X1] a cache that was made up or is broken counts for nothing', async () => {
    await scanned();
    const text = await readFile(cacheFile(), 'utf8');
    for (const other of ['{', '[]', '{"readers": 1}', text.replaceAll('"path":"a.actor.py"', '"path":"../evil.py"')]) {
      await writeFile(cacheFile(), other);
      await expect(scanned(unusable()), other.slice(0, 20)).rejects.toThrow('parsed');
    }
    await writeFile(cacheFile(), text);
    await scanned(unusable());
    await using other = await parserPool({ largestFile: 1000 });
    await scanned(other.parsers);
    await expect(scanned(unusable())).rejects.toThrow('parsed');
  });
});
