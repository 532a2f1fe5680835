import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { command, Folder, reflowStudio } from './commandLine.ts';

const double = `
from reflow import actor

@actor(name="Double", inports=[{"name": "n", "type": "integer"}], outports=[{"name": "out", "type": "integer"}])
async def double(context):
    n = context.get_input("n")
    if n == 13:
        raise ValueError("thirteen is unlucky")
    await context.state.increment("seen")
    print("doubling", n)
    return {"out": n * 2}
`;
const label = `
import { actor } from 'reflow';
export default actor({ name: 'Label', inports: ['n'], outports: ['text'] }, async (context) => {
  return { text: context.config.prefix + context.getInput('n') };
});
`;
const graph = (wires: object[], more: object = {}) =>
  JSON.stringify({
    properties: { name: 'test' },
    processes: {
      double: { component: 'Double', scriptRuntime: 'python' },
      label: { component: 'Label', scriptRuntime: 'javascript', metadata: { config: { prefix: 'n=' } } },
    },
    connections: [{ from: { nodeId: 'double', portId: 'out' }, to: { nodeId: 'label', portId: 'n' } }, ...wires],
    ...more,
  });
const initial = (data: unknown) => ({ data, to: { nodeId: 'double', portId: 'n' } });

function workspace(graphText: string): Promise<Folder> {
  return Folder.make({
    'reflow.yaml': '',
    'double.actor.py': double,
    'label.actor.js': label,
    'flows/test.graph.json': graphText,
  });
}

describe('reflow-studio run', () => {
  it('[P2] prints a JSON line for each message that leaves an unconnected outport, through Python and JavaScript sandboxes', async () => {
    await using folder = await workspace(graph([initial(1), initial({ type: 'Integer', data: 2 })]));
    const { code, lines, stderr } = await reflowStudio(['run', folder.path('flows/test.graph.json')]);
    expect(stderr).toContain('doubling 1');
    expect(lines).toEqual([
      { node: 'label', port: 'text', data: 'n=2' },
      { node: 'label', port: 'text', data: 'n=4' },
    ]);
    expect(code).toBe(0);
  });

  it('[S1] an actor that demands more isolation than there is does not run, and its node says so', async () => {
    await using folder = await workspace(graph([initial(1)]));
    await folder.write('label.actor.js', label.replace("name: 'Label'", "name: 'Label', isolation: 'vm'"));
    const { code, lines, stderr } = await reflowStudio(['run', folder.path('flows/test.graph.json')]);
    expect(stderr).toMatch(/label.*demands `isolation: vm`/);
    expect([code, lines]).toEqual([1, []]);
  });

  it('[P2] prints only exported outports where there are any, and --input adds initial packets', async () => {
    const exported = {
      outports: { result: { nodeId: 'double', portId: 'out' } },
      inports: { number: { nodeId: 'double', portId: 'n' } },
    };
    await using folder = await workspace(graph([], exported));
    const { lines, code } = await reflowStudio([
      ...['run', folder.path('flows/test.graph.json')],
      ...['--input', 'double.n=5', '--input', 'NUMBER=9007199254740993'],
    ]);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toEqual({ node: 'double', port: 'out', data: 10 });
    expect(code).toBe(0);
  });

  it('[P2] ends at --timeout though a node would go on for ever, with what it had said by then', async () => {
    const endless =
      'import time\n\ndef process(context):\n    for n in range(10**9):\n        context.send_output_sync("n", n)\n        time.sleep(0.05)\n';
    const text = JSON.stringify({ processes: { endless: { component: 'endless' } }, connections: [] });
    // Neither folder has a reflow.yaml: the graph's own folder is the workspace.
    await using folder = await Folder.make({ 'flow/endless.actor.py': endless, 'flow/test.graph.json': text });
    const { code, lines } = await reflowStudio(['run', folder.path('flow/test.graph.json'), '--timeout', '5']);
    expect(lines[0]).toEqual({ node: 'endless', port: 'n', data: 0 });
    expect(lines.map(({ data }) => data)).toEqual(lines.map((_, place) => place));
    expect(code).toBe(0);
  });

  it('[P2] ends without a word when nobody reads what it prints any more', async () => {
    const ticks = { ticks: { component: 'Inject', metadata: { config: { interval: 5, count: 0 } } } };
    await using folder = await Folder.make({
      'ticks.graph.json': JSON.stringify({ processes: ticks, connections: [] }),
    });
    const child = spawn(process.execPath, [command, 'run', folder.path('ticks.graph.json')]);
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(stderr).toBe('');
  });

  it('[P2][N6][N10] what is not processed at --timeout is said and kept; a run that can never go on by itself ends with 1', async () => {
    const node = (component: string, config = {}) => ({ component, metadata: { config } });
    const wire = (from: string, to: string) => ({
      from: { nodeId: from, portId: 'out' },
      to: { nodeId: to.split('.')[0], portId: to.split('.')[1] },
    });
    const flow = (name: string, processes: object, connections: object[]) =>
      JSON.stringify({ properties: { name }, processes, connections });
    const numbers = { numbers: node('Inject', { interval: 0, count: 100 }) };
    await using folder = await Folder.make({
      'reflow.yaml': '',
      'late.graph.json': flow('late', { ...numbers, wait: node('Delay', { milliseconds: 3_600_000 }) }, [
        wire('numbers', 'wait.in'),
      ]),
      'stuck.graph.json': flow(
        'stuck',
        { ...numbers, many: node('Inject', { interval: 0, count: 0 }), join: node('Join') },
        [wire('many', 'join.in1'), wire('numbers', 'join.in2')],
      ),
    });
    const [late, stuck] = await Promise.all([
      reflowStudio(['run', folder.path('late.graph.json'), '--timeout', '1']),
      reflowStudio(['run', folder.path('stuck.graph.json')]),
    ]);
    expect(late.stderr).toMatch(/\d+ messages were not processed before the run of late ended; each is a dead letter/);
    expect(late.code).toBe(0);
    expect(stuck.lines).toHaveLength(100);
    expect(stuck.stderr).toMatch(/join keeps \d+ on in1 and holds many back: it still waits for in2/);
    expect(stuck.code).toBe(1);
  });

  it('[M3] a big integer goes through Python with all its digits', async () => {
    await using folder = await workspace(graph([], { outports: { result: { nodeId: 'double', portId: 'out' } } }));
    const { stdout } = await reflowStudio([
      'run',
      folder.path('flows/test.graph.json'),
      '--input',
      'double.n=9007199254740993',
    ]);
    expect(stdout).toContain('"data":18014398509481986}');
  });

  it('[A7] a failure that no wire handles goes to stderr and makes the exit code 1; the other messages go on', async () => {
    await using folder = await workspace(graph([initial(13), initial(2)]));
    const { code, lines, stderr } = await reflowStudio(['run', folder.path('flows/test.graph.json')]);
    expect(code).toBe(1);
    expect(stderr).toContain('ValueError: thirteen is unlucky');
    expect(stderr).toMatch(/Where \w+ failed last:\n[^]*\.actor\.py", line \d+/);
    expect(lines.map((line) => line['data'])).toEqual(['n=4']);
  });

  it('[A7] a failure with a wire at the error outport is a message', async () => {
    const wires = [initial(13), { from: { nodeId: 'double', portId: 'error' }, to: { nodeId: 'show', portId: 'n' } }];
    await using folder = await workspace(
      graph(wires).replace('"label":', '"show":{"component":"Label","metadata":{"config":{"prefix":""}}},"label":'),
    );
    await folder.write(
      'label.actor.js',
      label.replace("context.config.prefix + context.getInput('n')", "JSON.stringify(context.getInput('n'))"),
    );
    const { code, lines } = await reflowStudio(['run', folder.path('flows/test.graph.json')]);
    const error = JSON.parse(lines[0]!['data'] as string) as Record<string, string>;
    expect(error).toMatchObject({ type: 'ValueError', message: 'thirteen is unlucky', port: 'n' });
    expect(error['stack']).toContain('double.actor.py');
    expect(error['stack']).toContain('line 8');
    expect(code).toBe(0);
  });

  it('[T3] the state of a node is under {namespace}/{graph} and the node id, and is shared by runs', async () => {
    await using folder = await workspace(graph([initial(1)]));
    const counting = double.replace('return {"out": n * 2}', 'return {"out": await context.state.get("seen")}');
    await folder.write('double.actor.py', counting);
    for (const seen of [1, 2]) {
      const { lines } = await reflowStudio(['run', folder.path('flows/test.graph.json')]);
      expect(lines[0]!['data']).toBe(`n=${seen}`);
    }
  });

  it('[P2] wrong usage is exit code 2, failed work 1, each with a sentence', async () => {
    await using folder = await workspace('not json');
    expect((await reflowStudio(['run'])).code).toBe(2);
    expect((await reflowStudio(['run', 'x', '--input', 'nonsense'])).code).toBe(2);
    expect((await reflowStudio(['dance'])).code).toBe(2);
    const broken = await reflowStudio(['run', folder.path('flows/test.graph.json')]);
    expect(broken.code).toBe(1);
    expect(broken.stderr).toMatch(/test\.graph\.json is not a graph: .* Mend the file/);
    const missing = await reflowStudio(['run', folder.path('flows/none.graph.json')]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('there is no such file');
    const nowhere = await reflowStudio([
      'run',
      folder.path('flows/test.graph.json'),
      '--workspace',
      folder.path('none'),
    ]);
    expect(nowhere.code).toBe(1);
  });

  it('[S1] a missing interpreter is named with how to get it, and actors of the other language run', async () => {
    await using folder = await workspace(
      JSON.stringify({
        processes: {
          double: { component: 'Double' },
          label: { component: 'Label', metadata: { config: { prefix: 'n=' } } },
        },
        connections: [initial(1), { data: 5, to: { nodeId: 'label', portId: 'n' } }],
      }),
    );
    await mkdir(folder.path('programs'));
    for (const program of ['node', 'bwrap', 'ldd', 'sh', 'bash', 'cat'])
      await symlink((await promisify(execFile)('which', [program])).stdout.trim(), folder.path(`programs/${program}`));
    const { code, lines, stderr } = await reflowStudio(['run', folder.path('flows/test.graph.json')], {
      PATH: folder.path('programs'),
    });
    expect(stderr).toMatch(/double could not start: "python3" was not found.*Install it/);
    expect(lines).toEqual([{ node: 'label', port: 'text', data: 'n=5' }]);
    expect(code).toBe(1);
  });

  it('[T1] a workspace that cannot be written is named, with what to do', async () => {
    await using folder = await workspace(graph([initial(1)]));
    await folder.write('.reflow', 'a file where the folder should be');
    const { code, stdout, stderr } = await reflowStudio(['run', folder.path('flows/test.graph.json')]);
    expect(stderr).toContain(`cannot be kept in ${folder.path('.reflow')}`);
    expect(stderr).toContain('Make the folder writable, or configure redis.url.');
    expect(stderr).not.toContain('    at ');
    expect([stdout, code]).toEqual(['', 1]);
  });

  it('[G7, P2] a wire to a port that is gone is named and makes the exit code 1; the rest runs', async () => {
    const gone = { from: { nodeId: 'double', portId: 'out' }, to: { nodeId: 'label', portId: 'gone' } };
    await using folder = await workspace(graph([initial(1), gone]));
    const { code, lines, stderr } = await reflowStudio(['run', folder.path('flows/test.graph.json')]);
    expect(stderr).toMatch(/error: .*gone/);
    expect(lines).toEqual([{ node: 'label', port: 'text', data: 'n=2' }]);
    expect(code).toBe(1);
  });

  it('[C1] an unknown component is named with the nearest names', async () => {
    await using folder = await workspace(graph([initial(1)]).replace('"Double"', '"Duoble"'));
    const { code, stderr } = await reflowStudio(['run', folder.path('flows/test.graph.json')]);
    expect(code).toBe(1);
    expect(stderr).toContain('Component not found: Duoble');
    expect(stderr).toContain('Double');
  });
});
