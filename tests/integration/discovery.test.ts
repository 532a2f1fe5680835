import { cp, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Discovery } from '../../electron/backend/discovery/discovery.ts';
import { defaultPatterns, type FilePatterns } from '../../electron/backend/discovery/filePatterns.ts';
import { parserPool } from './discoveryParsers.ts';

let pool: Awaited<ReturnType<typeof parserPool>>;
let root: string;

beforeAll(async () => {
  pool = await parserPool();
});
afterAll(() => pool[Symbol.asyncDispose]());
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'discovery-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(file: string, text: string | Buffer): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

async function scan(patterns: FilePatterns = defaultPatterns) {
  await using discovery = new Discovery({ root, patterns, parsers: pool.parsers });
  return discovery.scan();
}

const actor = (name: string) => `@actor(name="${name}", inports=["a"], outports=["b"])\ndef f(c): pass\n`;

describe('scanning', () => {
  it('[D1] finds files by the default patterns and leaves the excluded folders out', async () => {
    for (const file of [
      'a.actor.py',
      'b.actor.js',
      'c.actor.mjs',
      'd.actor.cjs',
      'e.actor.ts',
      'f.actor.mts',
      'actors/g.py',
      'deep/er/actors/h.js',
      'actors/i.actor.py',
    ])
      await write(file, file.endsWith('py') ? 'def process(c): pass' : 'function process(c) {}');
    for (const file of [
      'plain.py',
      'actors/deeper/x.py',
      'actors/x.txt',
      'x.actor.rb',
      'node_modules/m/x.actor.js',
      '__pycache__/x.actor.py',
      '.venv/x.actor.py',
      'venv/x.actor.py',
      '.git/x.actor.py',
      'dist/x.actor.js',
      'target/x.actor.py',
      'sub/dist/x.actor.js',
      '.reflow/x.actor.py',
      'x.actor.d.ts',
    ])
      await write(file, 'def process(c): pass');
    const { actors, problems, namespaces } = await scan();
    expect(problems).toEqual([]);
    expect(actors.map(({ file_path }) => file_path)).toEqual([
      'a.actor.py',
      'actors/g.py',
      'actors/i.actor.py',
      'b.actor.js',
      'c.actor.mjs',
      'd.actor.cjs',
      'deep/er/actors/h.js',
      'e.actor.ts',
      'f.actor.mts',
    ]);
    expect(namespaces).toEqual({
      actors: ['g', 'i'],
      'deep.er.actors': ['h'],
      default: ['a', 'b', 'c', 'd', 'e', 'f'],
    });
  });

  it('[D1] patterns and exclusions as configured', async () => {
    await write('nodes/a.py', actor('A'));
    await write('nodes/skip/b.py', actor('B'));
    await write('c.actor.py', actor('C'));
    const { actors } = await scan({ patterns: ['nodes/**/*.py'], exclusions: ['**/skip/**'] });
    expect(actors.map(({ component }) => component)).toEqual(['A']);
  });

  it('[D1] links: loops end, a file is found once, and nothing outside the workspace is', async () => {
    const outside = await mkdtemp(path.join(tmpdir(), 'outside-'));
    try {
      await writeFile(path.join(outside, 'x.actor.py'), actor('Outside'));
      await write('actors/a.actor.py', actor('A'));
      await write('lib/b.py', actor('B'));
      await symlink(root, path.join(root, 'actors', 'loop'));
      await symlink(path.join(root, 'actors'), path.join(root, 'again'));
      await symlink(path.join(root, 'lib/b.py'), path.join(root, 'b.actor.py'));
      await symlink(path.join(root, 'lib'), path.join(root, 'lib', 'same'));
      await symlink(path.join(root, 'actors'), path.join(root, 'lib', 'up'));
      await symlink(path.join(root, 'lib'), path.join(root, 'actors', 'down'));
      await symlink('/', path.join(root, 'everything'));
      await symlink(outside, path.join(root, 'outside'));
      await symlink(path.join(outside, 'x.actor.py'), path.join(root, 'y.actor.py'));
      const { actors, problems } = await scan();
      expect(problems).toEqual([]);
      expect(actors.map(({ component, file_path }) => [component, file_path])).toEqual([
        ['A', 'actors/a.actor.py'],
        ['B', 'b.actor.py'],
      ]);
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it('[D8] two actors of one qualified name are a problem on both; the first by path is registered', async () => {
    await write('z.actor.py', actor('Same'));
    await write('a.actor.py', `\n${actor('Same')}`);
    await write('other/a.actor.py', actor('Same'));
    const { actors, problems } = await scan();
    expect(actors.map(({ file_path }) => file_path)).toEqual(['a.actor.py', 'other/a.actor.py']);
    expect(problems).toEqual([
      {
        file: 'a.actor.py',
        line: 2,
        column: 1,
        message: expect.stringContaining('the other is in z.actor.py at line 1'),
      },
      { file: 'z.actor.py', line: 1, column: 1, message: expect.stringContaining('a.actor.py counts') },
    ]);
  });

  it('[D8] broken files are problems, all others are found', async () => {
    await write('a.actor.py', 'def (');
    await write('b.actor.js', 'function {');
    await write('c.actor.py', actor('C'));
    await write('d.actor.py', Buffer.from([0xff]));
    await write('e.actor.py', 'x = 1');
    const { actors, problems } = await scan();
    expect(actors.map(({ component }) => component)).toEqual(['C']);
    expect(problems.map(({ file }) => file)).toEqual(['a.actor.py', 'b.actor.js', 'd.actor.py', 'e.actor.py']);
  });

  it('[D2] [X1] nothing of a hostile workspace runs', async () => {
    await cp(path.resolve('tests/fixtures/discovery/hostile'), root, { recursive: true });
    // Kept under another name, so that no tool takes it for source of this project.
    await rename(path.join(root, 'types.actor.ts.txt'), path.join(root, 'types.actor.ts'));
    const before = await readdir(root, { recursive: true });
    const { actors, problems } = await scan();
    expect(await readdir(root, { recursive: true })).toEqual(before);
    expect(actors.map(({ file_path, component }) => `${file_path} ${component}`)).toEqual([
      'decorated.actor.js decorated',
      'everything.actor.js everything',
      'everything.actor.py Hostile',
      'types.actor.ts Types',
    ]);
    expect(problems.length).toBeGreaterThan(8);
    expect(problems.every(({ message }) => message.includes('is not a literal'))).toBe(true);
  });
});

describe('hostile files', () => {
  it('[D10] each costs a problem of its own and nothing else', async () => {
    const nested = (open: string, close: string) => open.repeat(50_000) + close.repeat(50_000);
    const hostile: Record<string, string | Buffer> = {
      'nested-list.actor.py': `@actor(inports=${nested('[', ']')})\ndef f(c): pass`,
      'nested-call.actor.py': `x = ${nested('f(', ')')}`,
      'nested-list.actor.js': `export const metadata = { inports: ${nested('[', ']')} }; function process(c) {}`,
      'nested-block.actor.js': nested('{', '}'),
      'nested-decorator.actor.js': `@actor(${nested('[', ']')})\nfunction process(c) {}`,
      'nested-type.actor.ts': `type A = ${nested('[', ']')}; function process(c) {}`,
      'nested-unary.actor.js': `const x = ${'!'.repeat(50_000)}1; export function process(c) {}`,
      'nested-list-beside.actor.py': `x = ${nested('[', ']')}\ndef process(c): pass`,
      'nested-unary.actor.py': `x = ${'not '.repeat(50_000)}1\ndef process(c): pass`,
      'open.actor.js': '`${'.repeat(50_000),
      'huge.actor.py': Buffer.alloc(100 * 1024 ** 2, 'x = 1\n'),
      'huge.actor.js': Buffer.alloc(100 * 1024 ** 2, 'f();\n'),
      'million-ports.actor.py': `@actor(inports=[${'"p",'.repeat(1_000_000)}])\ndef f(c): pass`,
      'many-ports.actor.py': `@actor(inports=[${Array.from({ length: 100_000 }, (_, i) => `"p${i}"`).join()}])\ndef f(c): pass`,
      'many-ports.actor.js': `@actor({inports:[${Array.from({ length: 100_000 }, (_, i) => `"p${i}"`).join()}]})\nfunction f(c) {}`,
    };
    for (const [file, content] of Object.entries(hostile)) await write(file, content);
    for (let index = 0; index < 50; index++) await write(`good${index}.actor.py`, actor(`Good${index}`));
    const { actors, problems } = await scan();
    expect(actors.filter(({ component }) => component.startsWith('Good'))).toHaveLength(50);
    const found = new Set(problems.map(({ file }) => file));
    expect([...found].filter((file) => file.startsWith('good'))).toEqual([]);
    for (const file of Object.keys(hostile)) expect(found, file).toContain(file);
    for (const port of actors.flatMap(({ inports }) => [inports.length])) expect(port).toBeLessThanOrEqual(1000);
  });

  it('[D10] a parser that takes too long or too much memory is replaced', async () => {
    await using strict = await parserPool({ timeLimit: 1500, memory: 48, largestFile: 64 * 1024 ** 2 });
    await write('memory.actor.js', `x = [${'1,'.repeat(4_000_000)}]`);
    await write('time.actor.py', 'x = [' + '(a, b) = c;'.repeat(2_000_000));
    await write('good.actor.py', actor('Good'));
    await using discovery = new Discovery({ root, patterns: defaultPatterns, parsers: strict.parsers });
    const { actors, problems } = await discovery.scan();
    expect(actors.map(({ component }) => component)).toEqual(['Good']);
    expect(problems.map(({ file, message }) => [file, message])).toEqual([
      ['memory.actor.js', expect.stringMatching(/needed more than 48 MB|took more than 1.5 s/)],
      ['time.actor.py', expect.stringMatching(/took more than 1.5 s|needed more than 48 MB/)],
    ]);
    expect((await discovery.scan()).actors).toHaveLength(1);
  });

  it('[D10] a parser process that cannot start is an error that says why', async () => {
    await using broken = await parserPool({ grammar: '/nowhere/grammar.wasm' });
    await write('good.actor.py', actor('Good'));
    await using discovery = new Discovery({ root, patterns: defaultPatterns, parsers: broken.parsers });
    await expect(discovery.scan()).rejects.toThrow('The process that reads actor files does not start');
  });
});

describe('reading the same files again', () => {
  it('[D9] a scan follows what changed; a file that broke keeps its actors under the new hash', async () => {
    await write('a.actor.py', actor('A'));
    await write('b.actor.py', actor('B'));
    await using discovery = new Discovery({ root, patterns: defaultPatterns, parsers: pool.parsers });
    const first = await discovery.scan();
    await write('a.actor.py', 'def (');
    await rename(path.join(root, 'b.actor.py'), path.join(root, 'c.actor.py'));
    const second = await discovery.scan();
    expect(second.actors.map(({ component, file_path }) => [component, file_path])).toEqual([
      ['A', 'a.actor.py'],
      ['B', 'c.actor.py'],
    ]);
    expect(second.problems).toHaveLength(1);
    expect(second.actors[0]!.workspace_metadata.source_hash).not.toBe(first.actors[0]!.workspace_metadata.source_hash);
  });
});

describe('a long reading', () => {
  it('[E9] says how far it is; what it had not come to when it was stopped is left out until it is taken up again', async () => {
    const files = Array.from({ length: 300 }, (_, index) => `a${index}.actor.py`);
    await mkdir(root, { recursive: true });
    await Promise.all(files.map((file) => writeFile(path.join(root, file), actor(file.split('.')[0]!))));
    let time = 0;
    const now = () => (time += 1000);
    await using discovery = new Discovery({ root, patterns: defaultPatterns, parsers: pool.parsers, now });
    const scanning = discovery.scan();
    await expect.poll(() => discovery.indexingStatus, { interval: 1 }).toMatchObject({ state: 'reading', total: 300 });
    expect(discovery.stopIndexing()).toBe(true);
    const found = (await scanning).actors.length;
    expect(found).toBeLessThan(300);
    expect(discovery.indexingStatus).toEqual({ state: 'stopped', left: 300 - found });

    const known = new Set<string>();
    await using _watcher = await discovery.watch(({ added }) => {
      for (const { component } of added) known.add(component);
    });
    await writeFile(path.join(root, 'b.actor.py'), actor('Saved'));
    await expect.poll(() => [...known], { timeout: 30_000 }).toEqual(['Saved']);
    await discovery.takeUpIndexing();
    await expect.poll(() => known.size, { timeout: 30_000 }).toBe(300 - found + 1);
    expect(discovery.indexingStatus).toBeNull();
  });
});
