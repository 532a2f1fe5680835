import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Folder, projectRoot, reflowStudio, Served } from './commandLine.ts';

const example = path.join(projectRoot, 'resources/examples/weather');
const hello = 'async def process(context):\n    return {"out": context.get_input("n")}\n';
const graph = '{"processes":{"a":{"component":"A"}},"connections":[{"data":1,"to":{"nodeId":"a","portId":"n"}}]}';

describe('discover, validate, doctor, new', () => {
  it('[P2] discover prints actors, problems and namespaces of a folder as JSON', async () => {
    const { code, lines } = await reflowStudio(['discover', example, '--json']);
    expect(code).toBe(0);
    const { actors, namespaces, problems, discovery_time_ms: time } = lines[0]!;
    expect((actors as { component: string }[]).map(({ component }) => component).sort()).toEqual([
      'Alert',
      'PickField',
      'RollingMean',
      'ToFahrenheit',
      'YearSummary',
    ]);
    expect(namespaces).toEqual({ actors: ['Alert', 'PickField', 'RollingMean', 'ToFahrenheit', 'YearSummary'] });
    expect(problems).toEqual([]);
    expect(time).toBeGreaterThan(0);
  });

  it('[D8, D10] a broken file is a problem with its line; the others are found; --strict makes the exit code 1', async () => {
    await using folder = await Folder.make({
      'good.actor.py': hello,
      'bad.actor.py': 'x = 1\ndef broken(:\n',
      'none.actor.py': 'x = 1\n',
      'big.actor.js':
        'export const metadata = { inports: [{ name: "n", default: 12345678901234567890n }] };\nexport function process(c) {}\n',
    });
    const { code, lines, stdout } = await reflowStudio(['discover', folder.root, '--json']);
    expect(code).toBe(0);
    const { actors, problems } = lines[0]! as { actors: object[]; problems: { file: string; line: number }[] };
    expect(actors).toMatchObject([{ component: 'big' }, { component: 'good' }]);
    expect(stdout).toContain('"default":12345678901234567890');
    expect(problems).toMatchObject([{ file: 'bad.actor.py', line: 2 }, { file: 'none.actor.py' }]);
    expect((await reflowStudio(['discover', folder.root, '--strict'])).code).toBe(1);
    expect((await reflowStudio(['discover', folder.path('nowhere')])).code).toBe(1);
  });

  it('[D2] discovery parses and never runs: a file with side effects everywhere leaves no trace', async () => {
    await using folder = await Folder.make({});
    const canary = folder.path('canary');
    await folder.write(
      'evil.actor.py',
      `open(${JSON.stringify(canary)}, "w")\nfrom reflow import actor\n@actor(name="Evil", tags=[open(${JSON.stringify(canary)}, "w").name])\ndef f(c, d=open(${JSON.stringify(canary)}, "w")): ...\n`,
    );
    await folder.write(
      'evil.actor.js',
      `require('fs').writeFileSync(${JSON.stringify(canary)}, '');\nexport function process() {}\n`,
    );
    await reflowStudio(['discover', folder.root]);
    await expect(readFile(canary)).rejects.toThrow('ENOENT');
  });

  it('[G7, P2] validate lists every problem at once and exits with 1 on errors', async () => {
    await using folder = await Folder.make({
      'a.actor.py': hello.replace('process', 'a'),
      'g.graph.json': graph.replace('"A"', '"Missing"'),
    });
    const { code, lines } = await reflowStudio(['validate', folder.path('g.graph.json'), '--json']);
    expect(code).toBe(1);
    expect((lines[0]!['problems'] as { message: string }[])[0]!.message).toBe('Component not found: Missing');
    expect((await reflowStudio(['validate', path.join(example, 'weather.graph.json')])).code).toBe(0);
    const missing = await reflowStudio(['validate', folder.path('no.graph.json'), '--json']);
    expect(missing).toMatchObject({ code: 1, lines: [{ problems: [{ severity: 'error' }] }] });
    expect(missing.stdout).toContain('cannot be read: there is no such file.');
  });

  it('[G8, G7, P3] validate fills a config with the defaults of its schema; each problem of reflow.yaml is one of its own', async () => {
    const schema =
      '{"properties": {"size": {"type": "integer", "default": 3}, "name": {}}, "required": ["size", "name"]}';
    await using folder = await Folder.make({
      'a.actor.py': `from reflow import actor\n\n@actor(name="A", config_schema=${schema})\ndef a(context):\n    return {"output": 1}\n`,
      'g.graph.json': '{"processes": {"a": {"component": "A", "metadata": {"size2": 1}}}}',
    });
    const validate = async () =>
      (await reflowStudio(['validate', folder.path('g.graph.json'), '--json'])).lines[0]!['problems'];
    expect(await validate()).toMatchObject([
      { severity: 'error', node: 'a', message: 'Config of a: name is required.' },
      { severity: 'warning', node: 'a', message: 'Config of a: A knows no size2.', fix: 'Did you mean size?' },
    ]);
    await folder.write('reflow.yaml', 'redis:\n  url: 5\ncolour: red\n');
    expect(await validate()).toEqual([
      { severity: 'error', message: expect.stringMatching(/^reflow.yaml:2:3: redis.url/) },
      { severity: 'error', message: 'reflow.yaml:3:1: unknown key "colour"' },
    ]);
  });

  it('[S1, P2] doctor says of each driver whether it works here and why not', async () => {
    const { lines, code, stderr } = await reflowStudio(['doctor', '--json']);
    // It says what is there; it fetches nothing that is not.
    expect(stderr).toBe('');
    const { drivers, node, python } = lines[0]! as {
      drivers: { name: string; works: boolean; reason: string }[];
      node: string;
      python: string;
    };
    expect(drivers.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['microsandbox', 'bubblewrap', 'docker', 'chromium']),
    );
    expect(drivers.find(({ name }) => name === 'bubblewrap')).toMatchObject({ works: true });
    for (const { reason } of drivers) expect(reason.length).toBeGreaterThan(20);
    expect(node).toBe(process.version);
    expect(python).toMatch(/^Python 3/);
    expect(code).toBe(0);
  });

  it('[P2] new makes an actor that is discovered at once', async () => {
    await using folder = await Folder.make({});
    for (const runtime of ['python', 'javascript', 'typescript'])
      expect((await reflowStudio(['new', `My${runtime}`, '--runtime', runtime, '--workspace', folder.root])).code).toBe(
        0,
      );
    const { lines } = await reflowStudio(['discover', folder.root, '--json']);
    expect(lines[0]).toMatchObject({ problems: [] });
    expect((lines[0]!['actors'] as { component: string }[]).map(({ component }) => component).sort()).toEqual([
      'Myjavascript',
      'Mypython',
      'Mytypescript',
    ]);
    for (const runtime of ['python', 'javascript']) {
      const again = await reflowStudio(['new', 'Mypython', '--runtime', runtime, '--workspace', folder.root]);
      expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('already there')]);
    }
    expect((await reflowStudio(['new', '../evil', '--workspace', folder.root])).code).toBe(1);
  });
});

describe('serve', () => {
  it('[P2, E9] new --example makes a workspace whose graph is valid, and leaves a folder alone that is not empty', async () => {
    await using folder = await Folder.make({});
    const made = folder.path('mine');
    const { code, lines } = await reflowStudio(['new', made, '--example', 'log-alerts', '--json']);
    expect([code, lines]).toEqual([0, [{ path: made }]]);
    expect((await reflowStudio(['validate', path.join(made, 'log-alerts.graph.json')])).code).toBe(0);
    const again = await reflowStudio(['new', made, '--example', 'weather']);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is not empty')]);
    expect((await reflowStudio(['new', made, '--example', 'nothing'])).code).toBe(2);
  });

  it('[P2] prints one JSON line when it is ready; RPC, editor, health and metrics answer', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '', 'a.actor.py': hello });
    await using server = await Served.start(folder.root);
    expect(server.ready).toMatchObject({ event: 'ready' });
    const health = await fetch(`${server.ready.http}/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: 'ok' });
    const metrics = await (await fetch(`${server.ready.metrics}/metrics`)).text();
    expect(metrics).toContain('microsandbox_active_sandboxes');
    expect(await (await fetch(server.ready.metrics)).text()).toContain('microsandbox_active_sandboxes');
    const page = await fetch(server.ready.editor);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('<div id="root"');
  });

  it('[R2, R3] list, load, process: outputs, sent counts, and script_output before the response', async () => {
    const source =
      'async def process(context):\n    for n in (1, 2, 3):\n        await context.send_output("step", n)\n    return {"out": context.get_input("n")}\n';
    await using folder = await Folder.make({ 'reflow.yaml': '', 'steps.actor.py': source });
    await using server = await Served.start(folder.root);
    const client = await server.connectAsCaller();
    const heard: unknown[] = [];
    client.on('script_output', ({ port, data }) => heard.push([port, data]));
    expect(await client.call('load', { file_path: 'steps.actor.py' })).toEqual({ success: true, actor: 'steps' });
    expect((await client.call('list', {})).actors).toMatchObject([{ actor_id: 'steps', loaded: true }]);
    const result = await client.call('process', { actor_id: 'steps', payload: { n: { type: 'integer', value: 42 } } });
    expect(result).toEqual({ outputs: { step: 3, out: 42 }, sent: { step: 3 } });
    expect(heard).toEqual([
      ['step', 1],
      ['step', 2],
      ['step', 3],
    ]);
    expect(await client.call('load', { file_path: '/etc/passwd' })).toMatchObject({ success: false });
    await expect(client.call('workspace.info', {})).rejects.toMatchObject({ code: 'forbidden' });
    client.close();
  });

  it('[A6, R3] what an actor yields reaches the caller item by item, and is counted', async () => {
    await using folder = await Folder.make({
      'reflow.yaml': '',
      'stream.actor.py':
        'async def items(n):\n    for i in range(n):\n        yield i\nasync def process(context):\n    return {"out": items(context.get_input("n"))}\n',
      'pairs.actor.js': 'export function* process() { yield { a: 1, b: 2 }; yield { a: 3 }; }\n',
    });
    await using server = await Served.start(folder.root);
    const client = await server.connectAsCaller();
    const heard: unknown[] = [];
    client.on('script_output', ({ port, data }) => heard.push(`${port}=${String(data)}`));
    const streamed = await client.call('process', { actor_id: 'stream', payload: { n: 3 } });
    expect(streamed).toEqual({ outputs: { out: 2 }, sent: { out: 3 } });
    const yielded = await client.call('process', { actor_id: 'pairs', payload: {} });
    expect(yielded).toEqual({ outputs: { a: 3, b: 2 }, sent: { a: 2, b: 1 } });
    expect(heard).toEqual(['out=0', 'out=1', 'out=2', 'a=1', 'b=2', 'a=3']);
    client.close();
  });

  it('[R2] load answers the first actor of a file, reads TypeScript, and says what its params lack', async () => {
    const declared = ['Zebra', 'Ant']
      .map((name) => `@actor(name="${name}")\ndef ${name.toLowerCase()}(c):\n    return {"out": 1}\n`)
      .join('');
    await using folder = await Folder.make({
      'reflow.yaml': '',
      'two.actor.py': `from reflow import actor\n${declared}`,
    });
    await using server = await Served.start(folder.root);
    const client = await server.connectAsCaller();
    expect(await client.call('load', { file_path: 'two.actor.py' })).toEqual({ success: true, actor: 'Zebra' });
    const source =
      'export const process = (context: { getInput(port: string): number }) => ({ out: context.getInput("n") + 1 });';
    const load = { source, name: 'typed', runtime: 'typescript' } as const;
    expect(await client.call('load', load)).toEqual({ success: true, actor: 'typed' });
    expect(await client.call('load', load)).toEqual({ success: true, actor: 'typed' });
    expect(await client.call('process', { actor_id: 'typed', payload: { n: 1 } })).toEqual({
      outputs: { out: 2 },
      sent: {},
    });
    await expect(client.call('load', {} as { file_path: string })).rejects.toThrow(
      /params\.file_path: .*or params\.source: /,
    );
    client.close();
  });

  it('[S2, D4] the environment of an actor is empty, and its process needs no parameter', async () => {
    await using folder = await Folder.make({
      'reflow.yaml': '',
      'p.actor.py': 'import os\ndef process(context):\n    return {"out": dict(os.environ)}\n',
      'j.actor.js': 'export const process = () => ({ out: globalThis.process.env });\n',
    });
    await using server = await Served.start(folder.root);
    const client = await server.connectAsCaller();
    for (const actor_id of ['p', 'j'])
      expect(await client.call('process', { actor_id, payload: {} })).toEqual({ outputs: { out: {} }, sent: {} });
    client.close();
  });

  it('[X3] pages of the editor may connect to the RPC port, other pages may not', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '' });
    await using server = await Served.start(folder.root);
    const status = (origin: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const headers = {
          Connection: 'Upgrade',
          Upgrade: 'websocket',
          Origin: origin,
          'Sec-WebSocket-Version': '13',
          'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        };
        const request = httpGet(server.ready.rpc.replace('ws:', 'http:'), { headers });
        request.on('error', reject);
        for (const event of ['upgrade', 'response'])
          request.on(event, (response: IncomingMessage) => {
            resolve(response.statusCode);
            response.destroy();
          });
      });
    expect(await status(server.ready.http)).toBe(101);
    expect(await status('http://127.0.0.1:1')).toBe(403);
    expect(await status('https://example.com')).toBe(403);
  });

  it('[P2] a port in use is a sentence that names the port and the flag', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '' });
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const { code, stderr } = await reflowStudio(['serve', '--workspace', folder.root, '--port', String(port)]);
    taken.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`Port ${port}`);
    expect(stderr).toContain('--port');
  });

  it('[X3] listening elsewhere than on loopback needs a token or --insecure', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '' });
    const { code, stderr } = await reflowStudio([
      'serve',
      '--workspace',
      folder.root,
      '--host',
      '0.0.0.0',
      '--port',
      '0',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('--token');
  });

  it('[P3] a wrong reflow.yaml is refused with file, line and column', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': 'workspace:\n  sandbox:\n    driver: magic\n' });
    const { code, stderr } = await reflowStudio(['serve', '--workspace', folder.root]);
    expect(code).toBe(1);
    expect(stderr).toContain('reflow.yaml:3:5: sandbox.driver');
  });

  it('[S1] without a driver that works the server starts, says why in /health, and refuses to run', async () => {
    await using folder = await Folder.make({
      'reflow.yaml': 'workspace:\n  sandbox:\n    driver: microsandbox\n',
      'a.actor.py': hello,
    });
    await using server = await Served.start(folder.root);
    const health = await fetch(`${server.ready.http}/health`);
    expect(health.status).toBe(503);
    expect(JSON.stringify(await health.json())).toContain('microsandbox');
    const client = await server.connectAsCaller();
    await expect(client.call('process', { actor_id: 'a', payload: {} })).rejects.toMatchObject({ code: 'noSandbox' });
    client.close();
  });

  it('[G4] after kill -9 in the middle of an edit nothing is lost: the next start offers what was not saved', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '', 'g.graph.json': graph, 'a.actor.py': hello });
    const first = await Served.start(folder.root);
    const before = await first.connect();
    const { revision } = await before.call('graph.open', { path: 'g.graph.json' });
    const after = { id: 'b', component: 'A', metadata: {}, scriptRuntime: 'python' as const };
    await before.call('graph.edit', {
      path: 'g.graph.json',
      revision,
      label: 'Add b',
      edits: [{ kind: 'node', id: 'b', before: null, after }],
    });
    before.close();
    await first.stop('SIGKILL');
    expect(await readFile(folder.path('g.graph.json'), 'utf8')).toBe(graph);
    await using second = await Served.start(folder.root);
    const client = await second.connect();
    expect((await client.call('graph.open', { path: 'g.graph.json' })).recovered).toMatchObject({ edits: 1 });
    const resolved = await client.call('graph.resolve', { path: 'g.graph.json', take: 'recovered' });
    expect(Object.keys(resolved.graph.processes)).toEqual(['a', 'b']);
    expect(await client.call('graph.save', { path: 'g.graph.json' })).toMatchObject({ saved: true });
    expect(await readFile(folder.path('g.graph.json'), 'utf8')).toContain('"b"');
    client.close();
  });
});

describe('new in a folder of a workspace', () => {
  it('[P2] goes to the nearest workspace above, keeps letters of every script, and refuses a name without any', async () => {
    await using folder = await Folder.make({ 'reflow.yaml': '', 'deep/er/x.txt': '' });
    const made = async (name: string) =>
      new Promise<{ code: number | null; stdout: string }>((resolve) => {
        const args = [path.join(projectRoot, 'electron/cli/reflow-studio.mjs'), 'new', name, '--json'];
        const child = spawn(process.execPath, args, { cwd: folder.path('deep/er') });
        let stdout = '';
        child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
        child.once('close', (code) => resolve({ code, stdout }));
      });
    const { code, stdout } = await made('GrößeMessen');
    expect([code, JSON.parse(stdout)]).toEqual([0, { path: 'actors/größe_messen.actor.py' }]);
    expect((await made('GrößeMessen')).code).toBe(1);
    expect((await made('!?')).code).toBe(1);
  });
});

describe('bench', () => {
  it('[B10] prints each figure beside a baseline of the same run', async () => {
    const { code, lines } = await reflowStudio(['bench', 'B10', '--json']);
    expect(code).toBe(0);
    const { B10 } = lines[0]! as {
      B10: { baseline: number; ratio: number; figures: { value: number; ratio: number }[] };
    };
    expect(B10.figures).toHaveLength(3);
    for (const { value, ratio } of [...B10.figures, { value: B10.baseline, ratio: B10.ratio }]) {
      expect(value).toBeGreaterThan(0);
      expect(ratio).toBeGreaterThan(0);
    }
    expect(await reflowStudio(['bench', 'B99'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('B99 cannot be measured') as string,
    });
  });
});
