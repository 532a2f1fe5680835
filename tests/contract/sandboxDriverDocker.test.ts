import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DockerDriver } from '../../electron/backend/sandbox/docker/dockerDriver.ts';
import { findEngine } from '../../electron/backend/sandbox/docker/containerEngine.ts';
import { programOwner } from '../../electron/backend/system/programOwner.ts';
import { startContainers, whyNoContainers } from '../../resources/scripts/testContainers.mjs';
import { attackSharedMemory } from '../security/sharedMemoryAttacks.ts';
import { settings, SharingBackend } from '../integration/sharedMemoryFlow.ts';
import { ActorBench, fireValues } from './actorApi/actorBench.ts';
import { failingCases } from './actorApi/oneSandbox.ts';
import { RealSandboxes } from './actorApi/realSandboxes.ts';
import { testSandboxDriver } from './sandboxDriver.ts';
import { probeRunners } from './sandboxDriverProbe.ts';
import { SandboxesWithPackages } from './sandboxesWithPackages.ts';

const limits = { memory: 128 * 1024 ** 2, cpu: 1, timeout: 30 };
const python = { runtime: 'python', limits, environment: {} } as const;

const runners = path.resolve(import.meta.dirname, '../../dist/runners');

const missing = whyNoContainers();
const engine = missing === undefined ? await startContainers('reflow-studio-sandbox') : undefined;
const usual = process.env['DOCKER_HOST'];
afterAll(async () => {
  if (usual === undefined) delete process.env['DOCKER_HOST'];
  else process.env['DOCKER_HOST'] = usual;
  await engine?.stop();
});

if (engine) {
  process.env['DOCKER_HOST'] = engine.host;
  testSandboxDriver('docker', (options) => new DockerDriver(options));
  attackSharedMemory('docker');
}
if (engine?.runtimes.includes('runsc'))
  testSandboxDriver('docker with gVisor', (options) => new DockerDriver({ ...options, ociRuntime: 'runsc' }), {
    ownKernel: true,
  });

describe.runIf(engine)('actors in containers', () => {
  it.each(['python', 'javascript'] as const)(
    '[S1, A1, A2, A3, A4, A5, A6, A7] have the same API (%s)',
    async (runtime) => {
      expect(await failingCases(new DockerDriver({ runners }), runtime)).toEqual([]);
      if (engine!.runtimes.includes('runsc'))
        expect(await failingCases(new DockerDriver({ runners, ociRuntime: 'runsc' }), runtime)).toEqual([]);
    },
  );

  it.each(['python', 'javascript'] as const)(
    '[S1, S6] run with the same runner: outputs, state, logs, prints, failures, new code (%s)',
    async (runtime) => {
      const driver = new DockerDriver({ runners });
      await using _driver = driver;
      await using bench = await ActorBench.open(new RealSandboxes({}, driver));
      const source = (word: string) =>
        runtime === 'python'
          ? `
import os
async def process(context):
    value = context.get_input("input")
    if value == "fail": raise ValueError("on purpose")
    print("printed")
    os.write(1, b"native\\n")
    await context.send_output("output", "${word}" * value)
    return {"output": await context.state.increment("count")}
`
          : `
import fs from 'node:fs';
export async function process(context) {
  const value = context.getInput('input');
  if (value === 'fail') throw new TypeError('on purpose');
  console.log('printed');
  fs.writeSync(1, 'native\\n');
  await context.sendOutput('output', '${word}'.repeat(value));
  return { output: await context.state.increment('count') };
}
`;
      const component = await bench.component({ runtime, source: source('a') });
      const instance = await bench.instance(component);
      const first = await fireValues(instance, { input: 300_000 });
      expect(first.failure).toBeUndefined();
      expect(first.outputs.map(({ json }) => json)).toEqual([JSON.stringify('a'.repeat(300_000)), '1']);
      expect(first.logs).toContainEqual({ level: 'info', text: 'printed' });
      // A print of the message while that is at work, of the node afterwards.
      await expect.poll(() => [...first.logs, ...bench.logs].map(({ text }) => text)).toContain('native');
      expect((await fireValues(instance, { input: 'fail' })).failure).toMatchObject({
        message: 'on purpose',
        stack: expect.stringMatching(/test\.actor\.(py", line 5|js:5)/),
      });
      await component.update(await bench.write({ runtime, source: source('b') }));
      const again = await fireValues(instance, { input: 2 });
      expect(again.outputs.map(({ json }) => json)).toEqual(['"bb"', '2']);
    },
  );

  it('[M6] share max_regions values of up to region_size; more and larger ones travel in frames, and none is lost', async () => {
    const sizes = [200_000, 200_000, 700_000, 200_000, 200_000, 200_000];
    await using sharing = await SharingBackend.start({
      'make.actor.py': `
def process(context):
    for n, size in enumerate(context.get_input("input")):
        yield {"output": bytes([n]) * size}
`,
      'see.actor.py': `
import time
def process(context):
    value = context.get_input("input")
    time.sleep(0.02)
    return {"output": [value[0], len(value), value == bytes([value[0]]) * len(value)]}
`,
      'reflow.yaml': settings('max_regions: 2, region_size: 512KB', 'docker'),
    });
    let largest = 0;
    const { outputs, most } = await sharing.run(
      { make: 'make', see: 'see' },
      ['make.output -> see.input'],
      [['make', 'input', sizes]],
      (_, packet) => (largest = Math.max(largest, packet.shared?.size ?? 0)),
    );
    expect(outputs.map(([, value]) => value)).toEqual(sizes.map((size, n) => [n, size, true]));
    expect(most).toBeLessThanOrEqual(2);
    expect(largest).toBe(200_000);
  }, 60_000);

  it('[S7] import what a layer of packages has, and cannot change it', async () => {
    const python = await mkdtemp(path.join(tmpdir(), 'reflow-layers-'));
    try {
      await mkdir(path.join(python, 'greeting'));
      await writeFile(path.join(python, 'greeting/__init__.py'), 'def greet(name): return f"Hello {name}"\n');
      // Nothing but the way in which it is mounted keeps anybody from writing.
      for (const name of ['', 'greeting', 'greeting/__init__.py']) await chmod(path.join(python, name), 0o777);
      await using bench = await ActorBench.open(new SandboxesWithPackages(new DockerDriver({ runners }), { python }));
      const source = `
import greeting
def process(context):
    try:
        open(greeting.__file__, 'a')
    except OSError as failure:
        return [greeting.greet(context.get_input('input')), failure.errno]
`;
      const { outputs, failure } = await fireValues(await bench.start({ runtime: 'python', source }), {
        input: 'world',
      });
      expect(failure).toBeUndefined();
      expect(JSON.parse(outputs[0]!.json)).toEqual(['Hello world', 30]);
      expect(await readdir(path.join(python, 'greeting'))).toEqual(['__init__.py']);
    } finally {
      await rm(python, { recursive: true });
    }
  });

  it('[S5] the next start removes containers of programs that are no more, and no others', async () => {
    const { docker } = await findEngine(engine!.host);
    const make = (owner: string) =>
      docker.createContainer({
        Image: 'reflow-studio-sandbox',
        Cmd: ['/bin/sh'],
        OpenStdin: true,
        Labels: { 'reflow-studio.owner': owner },
      });
    const own = `${hostname()}/${programOwner()}`;
    const [gone, alive] = await Promise.all([make(own.replace(/\.\d+\./, '.4194305.')), make(own)]);
    await Promise.all([gone.start(), alive.start()]);
    await using driver = new DockerDriver({ runners: probeRunners });
    const sandbox = await driver.start(python);
    sandbox.kill();
    await sandbox.exited;
    await expect(gone.inspect()).rejects.toMatchObject({ statusCode: 404 });
    expect((await alive.inspect()).State.Running).toBe(true);
    await alive.remove({ force: true });
  });
});

describe(`sandbox driver docker${missing === undefined ? '' : ` (no sandbox of it can run here: ${missing})`}`, () => {
  it.runIf(engine)('[S1] is not offered without its image, and says the command that makes it', async () => {
    await using driver = new DockerDriver({ runners: probeRunners, images: { python: 'no-such-image' } });
    const { works, reason } = await driver.selfTest();
    expect({ works, reason }).toEqual({ works: false, reason: expect.stringMatching(/no-such-image.*docker pull/) });
    await expect(driver.start(python)).rejects.toMatchObject({ code: 'noSandbox', message: reason });
  });

  it.runIf(engine)('[S1] an OCI runtime that the engine does not know is refused by name', async () => {
    await using driver = new DockerDriver({ runners: probeRunners, ociRuntime: 'no-such-runtime' });
    await expect(driver.start(python)).rejects.toMatchObject({
      code: 'noSandbox',
      message: expect.stringContaining('no-such-runtime'),
    });
  });

  it('[S1] without an engine it is not offered, and says how to get one', async () => {
    const before = process.env['DOCKER_HOST'];
    process.env['DOCKER_HOST'] = 'unix:///no/such/socket';
    try {
      await using driver = new DockerDriver({ runners: probeRunners });
      const { works, reason } = await driver.selfTest();
      expect(works).toBe(false);
      expect(reason).toMatch(/No container engine answers \(ENOENT\).*[Ss]tart .*with: .*DOCKER_HOST/);
      await expect(driver.start(python)).rejects.toMatchObject({ code: 'noSandbox', message: reason });
    } finally {
      if (before === undefined) delete process.env['DOCKER_HOST'];
      else process.env['DOCKER_HOST'] = before;
    }
  });
});
