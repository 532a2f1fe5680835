import { writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ActorBench, fire, fireValues, type FiringResult } from './actorBench.ts';
import { PlainSandboxes } from './plainSandbox.ts';

const version = {
  python: (number: number) => `
import helper
async def process(context):
    mine = "${number}/" + helper.version
    await context.state.increment("count")
    return {"output": [context.get_input("input"), mine, "${number}/" + helper.version]}
`,
  // Every other version waits while it loads.
  javascript: (number: number) => `
import { version } from './helper.js';
${number % 2 === 0 ? 'await new Promise((resolve) => setTimeout(resolve, 1));' : ''}
export default async function (context) {
  const mine = '${number}/' + version;
  await context.state.increment('count');
  return { output: [context.getInput('input'), mine, '${number}/' + version] };
}
`,
} as const;

const helper = {
  python: (number: number) => ({ 'actors/helper.py': `version = "${number}"` }),
  javascript: (number: number) => ({ 'actors/helper.js': `export const version = '${number}';` }),
} as const;

const broken = { python: 'def process(context:\n    pass\n', javascript: 'function process( {\n' } as const;
const failing = {
  python: 'import asyncio\nasync def fail():\n    raise ValueError("too late")\nasyncio.run(fail())\n',
  javascript: 'await 1;\nthrow new Error("too late");\n',
} as const;
const throwing = { python: 'x = 1\ny = x / 0\n', javascript: 'const x = 1;\nnull.y;\n' } as const;

/** An installation of packages that the test ends. */
interface Installation {
  resolve(): void;
  reject(error: Error): void;
}

/** 1,000 with REFLOW_TEST_SAVES=1000, which takes a minute. */
const saves = Number(process.env['REFLOW_TEST_SAVES'] ?? 40);

describe.each(['python', 'javascript'] as const)('hot reload in %s', (runtime) => {
  const entry = runtime === 'python' ? 'process' : null;
  const actor = (number: number) => ({
    runtime,
    entry,
    source: version[runtime](number),
    files: helper[runtime](number),
  });

  it(
    '[S8] under load: every message is processed once, by one version from beginning to end, and state stays',
    async () => {
      await using bench = await ActorBench.open();
      const component = await bench.component(actor(1));
      const instance = await bench.instance(component);
      const results: Promise<FiringResult>[] = [];
      for (let round = 0; round < saves; round++) {
        for (let index = 0; index < 20; index++) results.push(fireValues(instance, { input: round * 20 + index }));
        await component.update(await bench.write(actor(round + 2)));
      }
      results.push(fireValues(instance, { input: saves * 20 }));
      const outputs = (await Promise.all(results)).map(({ outputs, failure }) => {
        expect(failure).toBeUndefined();
        expect(outputs).toHaveLength(1);
        return JSON.parse(outputs[0]!.json) as [number, string, string];
      });
      expect(outputs.map(([input]) => input)).toEqual(Array.from({ length: saves * 20 + 1 }, (_, index) => index));
      const versions = outputs.map(([, before, after]) => {
        expect(before).toBe(after);
        const [own, imported] = before.split('/');
        expect(own).toBe(imported);
        return Number(own);
      });
      expect(versions).toEqual(versions.toSorted((one, other) => one - other));
      expect(versions.at(-1)).toBe(saves + 1);
      expect(await bench.state.run({ namespace: 'test', actorId: 'node-1' }, ['get', 'count'])).toBe(saves * 20 + 1);
      expect(bench.stale.every((problem) => problem === null)).toBe(true);
    },
    30_000 + saves * 500,
  );

  it('[S8] new code takes over after the message being processed, before those that wait', async () => {
    const sandboxes = new PlainSandboxes();
    await using bench = await ActorBench.open(sandboxes);
    const door = path.join(bench.root, 'door');
    /** Says that it is at work and stays so, deaf to the channel, until the door is there. */
    const waiting = (text: string) =>
      runtime === 'python'
        ? `import os\ndef process(context):\n    context.log("at work")\n    while not os.path.exists("${door}"): pass\n    return "${text}"\n`
        : `import { existsSync } from 'node:fs';\nexport default (context) => { context.log('at work'); while (!existsSync('${door}')); return '${text}'; };`;
    const component = await bench.component({ runtime, entry, source: waiting('old') });
    const instance = await bench.instance(component);
    const logs: string[] = [];
    const results = [1, 2, 3].map((input) => fireValues(instance, { input }, (text) => logs.push(text)));
    await expect.poll(() => logs.length, { timeout: 20_000 }).toBe(1);
    const { channel } = sandboxes.sandboxes[0]!;
    const before = (channel as Socket).bytesWritten;
    const updated = component.update(await bench.write({ runtime, entry, source: waiting('new') }));
    await expect.poll(() => (channel as Socket).bytesWritten, { timeout: 20_000 }).toBeGreaterThan(before);
    await writeFile(door, '');
    await updated;
    const outputs = (await Promise.all(results)).map(({ outputs }) => outputs[0]!.json);
    expect(outputs).toEqual(['"old"', '"new"', '"new"']);
  });

  it('[S8, S4] new code takes over though the message being processed never ends; code that ends the sandbox costs no message', async () => {
    await using bench = await ActorBench.open();
    const reading = (text: string) =>
      runtime === 'python'
        ? `def process(context):\n    while context.get_input("input") == "for ever": pass\n    return "${text}"\n`
        : `export default (context) => { while (context.getInput('input') === 'for ever'); return '${text}'; };`;
    const deadly =
      runtime === 'python' ? 'import os\nos._exit(3)\n' : 'process.reallyExit(3);\nexport default () => 1;\n';
    const component = await bench.component({ runtime, entry, source: reading('old') });
    const instance = await bench.instance(component, { limits: { timeout: 1 } });
    const results = ['at once', 'for ever', 'later'].map((input) => fireValues(instance, { input }));
    await results[0];
    await component.update(await bench.write({ runtime, entry, source: reading('new') }));
    expect((await Promise.all(results)).map(({ failure }) => failure?.type)).toEqual([undefined, 'Timeout', undefined]);
    const updated = component.update(await bench.write({ runtime, entry, source: deadly }));
    const more = [...Array(20)].map(() => fireValues(instance, { input: 'at once' }));
    await updated;
    more.push(fireValues(instance, { input: 'at once' }));
    for (const { outputs } of await Promise.all(more)) expect(outputs.map(({ json }) => json)).toEqual(['"new"']);
    expect(bench.stale).toEqual([null, expect.stringMatching(/^Test stopped while it was loaded: its process ended/)]);
  });

  it.each([
    ['does not parse', broken[runtime], /actors\/test\.actor\.\w+, line \d/],
    ['throws while it is loaded', throwing[runtime], /(division by zero|null.*) \(actors\/test\.actor\.\w+, line 2\)$/],
    ['fails while it waits to load', failing[runtime], /too late \(actors\/test\.actor\.\w+, line [23]\)$/],
    ['has no actor', runtime === 'python' ? 'x = 1' : 'const x = 1;', /has no/],
  ])(
    '[S8] a file that %s leaves the old code running and says so, until it is mended',
    async (_what, source, problem) => {
      await using bench = await ActorBench.open();
      const component = await bench.component(actor(1));
      const instance = await bench.instance(component);
      await component.update(await bench.write({ runtime, entry, source }));
      expect(bench.stale).toHaveLength(1);
      expect(bench.stale[0]).toMatch(problem);
      expect((await fireValues(instance, { input: 0 })).outputs[0]!.json).toBe('[0,"1/1","1/1"]');
      await component.update(await bench.write(actor(2)));
      expect(bench.stale).toEqual([expect.any(String), null]);
      expect((await fireValues(instance, { input: 0 })).outputs[0]!.json).toBe('[0,"2/2","2/2"]');
    },
  );

  it('[S8, S7] while packages are installed the old code goes on; then the code that was saved last takes over', async () => {
    const installing: Installation[] = [];
    const sandboxes = Object.assign(new PlainSandboxes(), {
      packages: () =>
        new Promise<undefined>((resolve, reject) => installing.push({ resolve: () => resolve(undefined), reject })),
    });
    const settle = async (how: (installation: Installation) => void) => {
      await expect.poll(() => installing.length).toBe(1);
      how(installing.shift()!);
    };
    await using bench = await ActorBench.open(sandboxes);
    const component = await bench.component(actor(1));
    const starting = bench.instance(component);
    await component.update(await bench.write(actor(2)));
    await settle(({ resolve }) => resolve());
    const instance = await starting;
    const answer = async () => (await fireValues(instance, { input: 0 })).outputs[0]!.json;
    expect(await answer()).toBe('[0,"2/2","2/2"]');
    await settle(({ resolve }) => resolve());
    await expect.poll(() => bench.stale).toEqual([null]);
    const saved = [];
    for (const number of [3, 4, 5]) saved.push(component.update(await bench.write(actor(number))));
    expect(await answer()).toBe('[0,"2/2","2/2"]');
    await settle(({ reject }) => reject(new Error('offline')));
    await settle(({ resolve }) => resolve());
    await Promise.all(saved);
    expect(await answer()).toBe('[0,"5/5","5/5"]');
    expect(bench.stale).toEqual([null, 'offline', null]);
  });

  it('[S8] a sandbox that is replaced gets the code that loaded last', async () => {
    const sandboxes = new PlainSandboxes();
    await using bench = await ActorBench.open(sandboxes);
    const component = await bench.component(actor(1));
    const instance = await bench.instance(component);
    await component.update(await bench.write(actor(2)));
    await component.update(await bench.write({ runtime, entry, source: broken[runtime] }));
    sandboxes.sandboxes[0]!.kill();
    await sandboxes.sandboxes[0]?.exited;
    expect((await fire(instance, { input: '0' })).outputs[0]!.json).toBe('[0,"2/2","2/2"]');
    expect(sandboxes.started).toBe(2);
  });
});
