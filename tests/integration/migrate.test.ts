import { mkdir, readFile, stat, symlink, chmod } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Folder, reflowStudio } from './commandLine.ts';

const old = `# Doubles.
def process(inputs, state):
    data = inputs.get("data")  # a number
    state["count"] = state.get("count", 0) + 1
    return {"output": data * inputs.get("factor", 2)}
`;

interface Result {
  file: string;
  status: string;
  message?: string;
  component?: string;
  inports?: { name: string; required: boolean }[];
  outports?: { name: string }[];
  todos?: { line: number; reason: string }[];
  diff?: string;
}

async function migrate(...args: string[]): Promise<{ code: number | null; files: Result[] }> {
  const { code, lines } = await reflowStudio(['migrate', ...args, '--json']);
  return { code, files: (lines[0]?.['files'] ?? []) as Result[] };
}

describe('migrate', () => {
  it('[L1, P2] prints a diff and changes nothing; --write rewrites in place, once', async () => {
    await using folder = await Folder.make({ 'doubler.actor.py': old });
    const file = folder.path('doubler.actor.py');
    await chmod(file, 0o755);
    const shown = await reflowStudio(['migrate', file]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/^--- a\/.*\n\+\+\+ b\/.*\n@@ /);
    expect(shown.stdout).toContain('\n-def process(inputs, state):\n');
    expect(shown.stdout).toContain('\n+async def process(context: ActorContext):\n');
    expect(await readFile(file, 'utf8')).toBe(old);

    const { code, files } = await migrate(file, '--write');
    expect(code).toBe(0);
    expect(files).toMatchObject([
      {
        file,
        status: 'migrated',
        component: 'doubler',
        inports: [
          { name: 'data', required: true },
          { name: 'factor', required: false },
        ],
        outports: [{ name: 'output' }],
        todos: [],
      },
    ]);
    const written = await readFile(file, 'utf8');
    expect(written).toContain('# Doubles.\n@actor(');
    expect(written).toContain('data = context.get_input("data")  # a number');
    expect((await stat(file)).mode & 0o777).toBe(0o755);

    const again = await migrate(file, '--write');
    expect(again).toMatchObject({ code: 0, files: [{ status: 'unchanged' }] });
    expect(again.files[0]!.message).toContain('migrated already');
    expect(await readFile(file, 'utf8')).toBe(written);
  });

  it('[L1, P2] a file that cannot be parsed is left alone and makes the exit code 1; the others are migrated', async () => {
    const broken = 'def process(inputs, state:\n    return 1\n';
    const deep = `def process(inputs, state):\n    return ${'['.repeat(50_000)}${']'.repeat(50_000)}\n`;
    await using folder = await Folder.make({
      'good.py': old,
      'broken.py': broken,
      'deep.js': deep,
      'text.md': '# no actor',
    });
    const names = ['broken.py', 'deep.js', 'text.md', 'gone.py', 'good.py'];
    const { code, files } = await migrate(...names.map((name) => folder.path(name)), '--write');
    expect(code).toBe(1);
    expect(files.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed', 'failed', 'migrated']);
    expect(files[0]!.message).toMatch(/^2:5: Syntax error at line 2/);
    expect(await readFile(folder.path('broken.py'), 'utf8')).toBe(broken);
    expect(await readFile(folder.path('deep.js'), 'utf8')).toBe(deep);
    expect((await reflowStudio(['migrate'])).code).toBe(2);
    expect((await reflowStudio(['migrate', '--nonsense', folder.path('good.py')])).code).toBe(2);
  });

  it('[L1] helpers and links stay what they are; line ends, a byte order mark and no code are kept as they were', async () => {
    await using folder = await Folder.make({
      'helper.py': 'def twice(x):\n    return 2 * x\n',
      'windows.py': `\uFEFF${old.replaceAll('\n', '\r\n')}`,
      'real/linked.py': old,
    });
    await mkdir(folder.path('links'));
    await symlink('../real/linked.py', folder.path('links/linked.py'));
    const names = ['helper.py', 'windows.py', 'links/linked.py'];
    const { code, files } = await migrate(...names.map((name) => folder.path(name)), '--write');
    expect(code).toBe(0);
    expect(files.map(({ status }) => status)).toEqual(['unchanged', 'migrated', 'migrated']);
    const windows = await readFile(folder.path('windows.py'), 'utf8');
    expect(windows.startsWith('\uFEFF')).toBe(true);
    expect(windows.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect((await readFile(folder.path('real/linked.py'), 'utf8')).includes('@actor')).toBe(true);
  });

  it('[C5, L1, P2] a graph runs its old actor, and goes on with the migrated one under the same name and state', async () => {
    const node = { component: 'tally', metadata: {} };
    await using folder = await Folder.make({
      'reflow.yaml': '',
      'tally.actor.js':
        'function process(inputs, state) {\n  state.seen = (state.seen || 0) + inputs.n.data;\n  return { seen: state.seen };\n}\n',
      'g.graph.json': JSON.stringify({ processes: { a: node }, connections: [] }),
    });
    const run = () => reflowStudio(['run', folder.path('g.graph.json'), '--input', 'a.n=5']);
    expect((await run()).lines).toMatchObject([{ node: 'a', port: 'seen', data: 5 }]);
    expect((await migrate(folder.path('tally.actor.js'), '--write')).files[0]!.status).toBe('migrated');
    expect((await run()).lines).toMatchObject([{ node: 'a', port: 'seen', data: 10 }]);
  });
});
