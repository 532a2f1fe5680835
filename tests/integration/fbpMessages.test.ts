import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Folder, Served } from './commandLine.ts';
import { FbpClient } from './fbpClient.ts';

const pair = `
import { actor } from 'reflow';
export default actor({ name: 'Pair', inports: ['left', 'right'], outports: ['both'] }, async (context) => ({
  both: String(context.getInput('left')) + context.getInput('right'),
}));
`;

let folder: Folder;
let server: Served;
let token: string;
let client: FbpClient;

beforeAll(async () => {
  folder = await Folder.make({ 'inner/reflow.yaml': '', 'inner/pair.actor.js': pair });
  server = await Served.start(folder.path('inner'));
  token = server.token;
});
afterAll(async () => {
  await server.stop();
  await folder[Symbol.asyncDispose]();
});
beforeEach(async () => {
  client = await FbpClient.connect(server.ready.rpc, token);
});
afterEach(() => {
  client[Symbol.dispose]();
  expect(client.invalid).toEqual([]);
});

const commands = (protocol: string, from = 0) =>
  client.heard
    .slice(from)
    .filter((message) => message.protocol === protocol)
    .map(({ command }) => command);

/** `in` → `Repeat` → `out`, exported on both sides. */
async function echo(graph: string): Promise<void> {
  await client.ask('graph', 'clear', { id: graph, name: graph, main: true });
  await client.ask('graph', 'addnode', { id: 'echo', component: 'core/Repeat', metadata: { x: 3, y: 4 }, graph });
  await client.ask('graph', 'addinport', { public: 'in', node: 'echo', port: 'in', graph });
  await client.ask('graph', 'addoutport', { public: 'out', node: 'echo', port: 'out', graph });
}

describe('the FBP network protocol', () => {
  it('[R8] says what it can do and names the main graph with its ports', async () => {
    expect(client.subprotocol).toBe('noflo');
    const { payload } = await client.ask('runtime', 'getruntime');
    expect(payload).toMatchObject({ type: 'reflow-studio', label: 'Reflow Studio: inner' });
    expect(payload['capabilities']).toEqual(payload['allCapabilities']);
    await echo('main');
    const from = client.heard.length;
    expect((await client.ask('runtime', 'getruntime')).payload).toMatchObject({ graph: 'main' });
    await client.until((message) => client.heard.indexOf(message) >= from && message.command === 'ports', 'ports');
    expect(client.heard.at(-1)!.payload).toEqual({
      graph: 'main',
      inPorts: [{ id: 'in', type: 'all', required: true, addressable: false, description: 'Messages to pass on' }],
      outPorts: [{ id: 'out', type: 'all', required: false, addressable: false, description: 'The same messages' }],
    });
  });

  it('[R8, G1] edits the very document that the editor has open, in both directions, and saves it', async () => {
    await echo('both');
    const editor = await server.connect();
    const graphPath = 'both.graph.json';
    const opened = await editor.call('graph.open', { path: graphPath });
    expect(opened.graph.processes['echo']).toMatchObject({
      component: 'Repeat',
      metadata: { studio: { x: 3, y: 4 } },
    });
    expect((await editor.call('graph.list', {})).graphs).toEqual([]);

    const node = {
      id: 'end',
      component: 'Drop',
      metadata: { studio: { x: 9, title: 'The end' } },
      scriptRuntime: null,
    };
    const edits = [{ kind: 'node' as const, id: 'end', before: null, after: node }];
    await editor.call('graph.edit', { path: graphPath, revision: opened.revision, label: 'Add', edits });
    const news = await client.until(({ command, payload }) => command === 'addnode' && payload['id'] === 'end', 'end');
    expect(news.payload).toEqual({
      id: 'end',
      component: 'core/Drop',
      metadata: { x: 9, label: 'The end' },
      graph: 'both',
    });

    expect(await client.ask('network', 'persist')).toMatchObject({ command: 'persist' });
    expect((await editor.call('graph.list', {})).graphs).toContainEqual({ path: graphPath, name: 'both' });
    const written = JSON.parse(await readFile(folder.path(`inner/${graphPath}`), 'utf8')) as { processes: object };
    expect(Object.keys(written.processes)).toEqual(['echo', 'end']);
    expect((await client.ask('component', 'getsource', { name: 'both' })).payload).toMatchObject({ language: 'json' });
    editor.close();
  });

  it('[R8] keeps nodes, edges, packets, ports and groups in step, and says what is not there', async () => {
    const graph = 'edits';
    await client.ask('graph', 'clear', { id: graph });
    const does = async (command: string, payload: object) => {
      const { command: answered, payload: answer } = await client.ask('graph', command, { ...payload, graph });
      return answered === 'error' ? (answer['message'] as string) : answer;
    };
    await does('addnode', { id: 'a', component: 'core/Repeat' });
    await does('addnode', { id: 'b', component: 'core/Merge', metadata: { label: 'Both' } });
    const wire = { src: { node: 'a', port: 'out' }, tgt: { node: 'b', port: 'in1', index: 2 } };
    expect(await does('addedge', { ...wire, metadata: { route: 5 } })).toEqual({
      ...wire,
      metadata: { route: 5 },
      graph,
    });
    expect(await does('changeedge', { ...wire, metadata: { secure: true } })).toMatchObject({
      metadata: { route: 5, secure: true },
    });
    await does('addinitial', { src: { data: { type: 'Integer', data: 3 } }, tgt: { node: 'a', port: 'in' } });
    await does('addgroup', { name: 'all', nodes: ['a', 'b'], metadata: { description: 'Everything' } });
    expect(await does('changegroup', { name: 'all', metadata: { description: null, x: 1 } })).toEqual({
      name: 'all',
      metadata: { x: 1 },
      graph,
    });
    expect(await does('renamegroup', { from: 'all', to: 'some' })).toEqual({ from: 'all', to: 'some', graph });
    await does('addoutport', { public: 'o', node: 'b', port: 'out' });
    expect(await does('renameoutport', { from: 'o', to: 'result' })).toEqual({ from: 'o', to: 'result', graph });
    await does('addinport', { public: 'i', node: 'a', port: 'in' });
    expect(await does('renameinport', { from: 'i', to: 'input' })).toEqual({ from: 'i', to: 'input', graph });
    expect(await does('renamenode', { from: 'b', to: 'c' })).toEqual({ from: 'b', to: 'c', graph });

    expect(await does('addnode', { id: 'a', component: 'core/Repeat' })).toContain('There already is a node a');
    expect(await does('addedge', { ...wire, tgt: { node: 'b', port: 'in1' } })).toContain('no node b');
    expect(await does('removeinitial', { tgt: { node: 'c', port: 'in1' } })).toContain('no initial packet');
    expect(await does('addnode', { id: 'n' })).toContain('payload.component');
    expect(await does('paint', {})).toContain('no message graph:paint');

    const from = client.heard.length;
    expect(await does('removenode', { id: 'a' })).toEqual({ id: 'a', graph });
    expect(commands('graph', from)).toEqual([
      'removeinitial',
      'removeedge',
      'removeinport',
      'removegroup',
      'addgroup',
      'removenode',
    ]);
    const removed = client.heard[from + 1]!.payload as { tgt?: object };
    expect(removed.tgt).toEqual({ node: 'c', port: 'in1', index: 2 });
    expect(await does('removegroup', { name: 'some' })).toEqual({ name: 'some', graph });
    expect(await does('removeoutport', { public: 'result' })).toEqual({ public: 'result', graph });
    const source = (await client.ask('component', 'getsource', { name: graph })).payload;
    expect(JSON.parse(source['code'] as string)).toMatchObject({
      processes: { c: { component: 'core/Merge', metadata: { label: 'Both' } } },
      connections: [],
      groups: [],
      outports: {},
    });
  });

  it('[R8, N5] packets go in and come out of a running network; edges chosen are shown, others not; a trace keeps them', async () => {
    const graph = 'packets';
    await echo(graph);
    const packet = { port: 'in', event: 'data', payload: [1, { two: 2 }], graph };
    expect((await client.ask('runtime', 'packet', packet)).payload['message']).toMatch(/not running/);
    await client.ask('graph', 'addnode', { id: 'end', component: 'core/Drop', graph });
    const edge = { src: { node: 'echo', port: 'out' }, tgt: { node: 'end', port: 'in' } };
    await client.ask('graph', 'addedge', { ...edge, graph });
    await client.ask('trace', 'start', { graph, buffersize: 100_000 });
    expect((await client.ask('network', 'start', { graph })).payload).toMatchObject({ started: true, graph });
    expect(await client.ask('runtime', 'packet', packet)).toMatchObject({ command: 'packetsent', payload: packet });
    const out = await client.until(({ command }) => command === 'packet', 'an output');
    expect(out.payload).toEqual({ port: 'out', event: 'data', payload: [1, { two: 2 }], graph });
    const shown = await client.until(({ command }) => command === 'data', 'the edge');
    expect(shown.payload).toMatchObject({ id: 'echo() OUT -> IN end()', ...edge, data: [1, { two: 2 }] });

    const from = client.heard.length;
    client.send('network', 'edges', { graph, edges: [] });
    await client.until(({ command }) => command === 'edges', 'edges');
    await client.ask('runtime', 'packet', { ...packet, payload: 'unseen' });
    await client.until((message) => client.heard.indexOf(message) >= from && message.command === 'packet', 'second');
    expect(commands('network', from)).toEqual(['edges']);

    const around = ['connect', 'begingroup', 'data', 'endgroup', 'disconnect'].map((event) => ({ ...packet, event }));
    const before = client.heard.length;
    for (const one of around)
      expect(await client.ask('runtime', 'packet', one)).toMatchObject({ command: 'packetsent', payload: one });
    await client.until((message) => client.heard.indexOf(message) >= before && message.command === 'packet', 'third');

    expect((await client.ask('runtime', 'packet', { ...packet, port: 'side' })).payload['message']).toMatch(/side/);
    expect((await client.ask('network', 'getstatus', { graph })).payload).toMatchObject({ started: true });
    expect((await client.ask('network', 'stop', { graph })).payload).toMatchObject({ running: false, started: false });
    await client.ask('trace', 'stop', { graph });
    const { flowtrace } = (await client.ask('trace', 'dump', { graph, type: 'flowtrace.json' })).payload;
    const trace = JSON.parse(flowtrace as string) as {
      header: { main: string };
      events: { command: string; payload: object }[];
    };
    expect(trace.header.main).toBe(graph);
    expect(trace.events.map(({ command }) => command)).toEqual(['started', 'data', 'data', 'data', 'stopped']);
    await client.ask('trace', 'clear', { graph });
    const cleared = (await client.ask('trace', 'dump', { graph, type: 'flowtrace.json' })).payload;
    expect(JSON.parse(cleared['flowtrace'] as string)).toMatchObject({ events: [] });
  });

  it('[R8, N11] a graph that is not the main one is a component at once, of which clients hear, and runs inside others', async () => {
    await client.ask('component', 'list');
    await client.until(({ command }) => command === 'componentsready', 'the list');
    const graph = 'twice';
    await client.ask('graph', 'clear', { id: graph, library: 'mine' });
    for (const id of ['first', 'second']) await client.ask('graph', 'addnode', { id, component: 'core/Repeat', graph });
    const edge = { src: { node: 'first', port: 'out' }, tgt: { node: 'second', port: 'in' }, graph };
    await client.ask('graph', 'addedge', edge);
    await client.ask('graph', 'addinport', { public: 'in', node: 'first', port: 'in', graph });
    await client.ask('graph', 'addoutport', { public: 'out', node: 'second', port: 'out', graph });
    const known = await client.until(
      ({ command, payload }) =>
        command === 'component' && payload['name'] === 'mine/twice' && JSON.stringify(payload['outPorts']) !== '[]',
      'the component with its ports',
    );
    expect(known.payload).toMatchObject({ subgraph: true, inPorts: [{ id: 'in' }], outPorts: [{ id: 'out' }] });

    await client.ask('graph', 'clear', { id: 'outer', main: true });
    await client.ask('graph', 'addnode', { id: 'inner', component: 'mine/twice', graph: 'outer' });
    await client.ask('graph', 'addinport', { public: 'in', node: 'inner', port: 'in', graph: 'outer' });
    await client.ask('graph', 'addoutport', { public: 'out', node: 'inner', port: 'out', graph: 'outer' });
    await client.ask('network', 'start', { graph: 'outer' });
    await client.ask('runtime', 'packet', { port: 'in', event: 'data', payload: 'through', graph: 'outer' });
    const out = await client.until(({ command }) => command === 'packet', 'what comes out');
    expect(out.payload).toEqual({ port: 'out', event: 'data', payload: 'through', graph: 'outer' });
    await client.ask('network', 'stop', { graph: 'outer' });
    const names = () =>
      client.heard.filter(({ command }) => command === 'component').map(({ payload }) => payload['name']);
    expect(names().filter((name) => String(name).endsWith('/outer'))).toEqual([]);
  });

  it('[R8, N2] packets at several inports are taken together, one of each, as from wires', async () => {
    const graph = 'pairs';
    await client.ask('graph', 'clear', { id: graph });
    await client.ask('graph', 'addnode', { id: 'pair', component: 'default/Pair', graph });
    for (const port of ['left', 'right'])
      await client.ask('graph', 'addinport', { public: port, node: 'pair', port, graph });
    await client.ask('graph', 'addoutport', { public: 'both', node: 'pair', port: 'both', graph });
    await client.ask('network', 'start', { graph });
    for (const [port, payload] of [
      ['left', 1],
      ['left', 2],
      ['right', 'a'],
      ['right', 'b'],
      ['right', 'c'],
      ['left', 3],
    ] as const)
      await client.ask('runtime', 'packet', { port, event: 'data', payload, graph });
    const both = () =>
      client.heard.filter(({ command }) => command === 'packet').map(({ payload }) => payload['payload']);
    await client.until(() => both().length === 3, 'three pairs');
    expect(both()).toEqual(['1a', '2b', '3c']);
    await client.ask('network', 'stop', { graph });
  });

  it('[R8, A7] a component sent as source is written, found and run; what it raises is a process error', async () => {
    const code = (sum: string) =>
      `from reflow import actor\n\n@actor(name="Add", inports=["a"], outports=["sum"])\ndef add(context):\n    return {"sum": ${sum}}\n`;
    const source = {
      name: 'Add',
      language: 'python',
      library: 'maths.basic',
      code: code('context.get_input("a") + 1'),
    };
    const component = await client.ask('component', 'source', source);
    expect(component).toMatchObject({ command: 'component', payload: { name: 'maths.basic/Add', subgraph: false } });
    expect(await readFile(folder.path('inner/maths/basic/Add.actor.py'), 'utf8')).toBe(source.code);
    expect((await client.ask('component', 'getsource', { name: 'maths.basic/Add' })).payload).toEqual(source);

    const graph = 'sums';
    await client.ask('graph', 'clear', { id: graph });
    await client.ask('graph', 'addnode', { id: 'add', component: 'maths.basic/Add', graph });
    await client.ask('graph', 'addinport', { public: 'a', node: 'add', port: 'a', graph });
    await client.ask('graph', 'addoutport', { public: 'sum', node: 'add', port: 'sum', graph });
    await client.ask('network', 'start', { graph });
    await client.ask('runtime', 'packet', { port: 'a', event: 'data', payload: 41, graph });
    expect((await client.until(({ command }) => command === 'packet', 'sum')).payload['payload']).toBe(42);
    await client.ask('runtime', 'packet', { port: 'a', event: 'data', payload: 'text', graph });
    const failure = await client.until(({ command }) => command === 'processerror', 'processerror');
    expect(failure.payload).toMatchObject({ id: 'add', graph, error: expect.stringContaining('str') as string });
    await client.ask('network', 'stop', { graph });

    const broken = await client.ask('component', 'source', { ...source, code: 'def broken(:\n' });
    expect(broken.payload['message']).toMatch(/Add\.actor\.py:1:/);
    expect((await client.ask('component', 'source', { ...source, language: 'cobol' })).command).toBe('error');
    expect((await client.ask('component', 'getsource', { name: 'core/Repeat' })).payload['message']).toMatch(
      /built in/,
    );
  });

  it('[R8, X3] without the token nothing is said or done, and nothing is written outside the workspace', async () => {
    using stranger = await FbpClient.connect(server.ready.rpc);
    using guesser = await FbpClient.connect(server.ready.rpc, 'a guess');
    for (const one of [stranger, guesser]) {
      expect((await one.ask('runtime', 'getruntime')).payload['capabilities']).toEqual([]);
      for (const [protocol, command, payload] of [
        ['graph', 'clear', { id: 'theirs' }],
        ['component', 'list', {}],
        ['component', 'source', { name: 'Theirs', language: 'python', code: '' }],
        ['network', 'persist', {}],
      ] as const)
        expect(await one.ask(protocol, command, payload)).toMatchObject({ protocol, command: 'error' });
    }
    await echo('private');
    expect(stranger.heard.filter(({ command }) => command === 'addnode')).toEqual([]);
    expect((await client.ask('network', 'getstatus', { graph: 'theirs' })).command).toBe('error');
    using holder = await FbpClient.connect(`${server.ready.rpc}/?token=${token}`);
    expect((await holder.ask('component', 'list')).command).toBe('component');
    await expect(FbpClient.connect(`${server.ready.rpc}/?token=wrong`)).rejects.toThrow(/401/);

    for (const [protocol, command, payload] of [
      ['graph', 'clear', { id: '../outside' }],
      ['component', 'source', { name: '../Outside', language: 'python', code: '' }],
      ['component', 'source', { name: 'Outside', library: '../..', language: 'python', code: '' }],
      ['component', 'source', { name: 'Outside', library: '/tmp', language: 'python', code: '' }],
    ] as const)
      expect(await client.ask(protocol, command, payload)).toMatchObject({ protocol, command: 'error' });
    for (const file of ['outside.graph.json', 'Outside.actor.py'])
      await expect(access(path.join(folder.root, file))).rejects.toThrow();
  });

  it('[R5, R8] thousands of requests at once are answered, each once and in their order', async () => {
    const many = 3000;
    for (let number = 0; number < many; number++) client.send('runtime', 'getruntime', {}, `n${number}`);
    await client.until(({ responseTo }) => responseTo === `n${many - 1}`, 'the last answer');
    const answered = client.heard.filter(({ command }) => command === 'runtime').map(({ responseTo }) => responseTo);
    expect(answered).toEqual(Array.from({ length: many }, (_, number) => `n${number}`));
  });

  it('[R1, R8] what is no message is an error, and the connection goes on', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const tests = [
      'no JSON',
      '[]',
      '{"protocol":"graph"}',
      '"text"',
      deep,
      `{"protocol":"graph","command":"addnode","payload":{"graph":${deep}},"secret":"${token}"}`,
      `{"protocol":"graph","command":"clear","payload":{"id":"__proto__/../.."},"secret":"${token}"}`,
    ];
    for (const text of tests) {
      const from = client.heard.length;
      client.sendText(text);
      await client.until((message) => client.heard.indexOf(message) >= from && message.command === 'error', text);
    }
    expect((await client.ask('runtime', 'getruntime')).command).toBe('runtime');
  });
});
