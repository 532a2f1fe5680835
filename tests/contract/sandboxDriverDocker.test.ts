import { afterAll, describe, expect, it } from 'vitest';
import { DockerDriver } from '../../electron/backend/sandbox/docker/dockerDriver.ts';
import { startContainers, whyNoContainers } from '../../resources/scripts/testContainers.mjs';
import { testSandboxDriver } from './sandboxDriver.ts';
import { probeRunners } from './sandboxDriverProbe.ts';

const limits = { memory: 128 * 1024 ** 2, cpu: 1, timeout: 30 };
const python = { runtime: 'python', limits, environment: {} } as const;

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
}
if (engine?.runtimes.includes('runsc'))
  testSandboxDriver('docker with gVisor', (options) => new DockerDriver({ ...options, ociRuntime: 'runsc' }), {
    ownKernel: true,
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
