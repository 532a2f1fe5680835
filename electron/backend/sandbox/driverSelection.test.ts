import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BubblewrapDriver } from './bubblewrap/bubblewrapDriver.ts';
import { ChromiumDriver } from './chromium/chromiumDriver.ts';
import { examineDrivers, selectDriver, selectFrom, type DriverChoice } from './driverSelection.ts';
import { MicrosandboxDriver } from './microsandbox/microsandboxDriver.ts';
import { ProcessDriver } from './process/processDriver.ts';

const runners = fileURLToPath(new URL('../../../tests/fixtures/probe-runner', import.meta.url));
const choice: DriverChoice = { driver: 'auto', isolation: 'any', allow_unsandboxed: false };
const missing = () => new BubblewrapDriver({ runners, command: 'no-such-bwrap' });

describe('choice of the driver', () => {
  it('[S1] auto takes the first that works, and says of the others why not', async () => {
    const { driver, statuses } = await selectDriver(choice, { runners });
    await using chosen = driver;
    expect(chosen.name).toBe('bubblewrap');
    expect(statuses.map(({ name, works }) => [name, works])).toEqual([
      ['microsandbox', false],
      ['bubblewrap', true],
    ]);
  });

  it('[S1] auto never takes plain processes, allowed or not', async () => {
    const drivers = [missing(), new ChromiumDriver(), new ProcessDriver({ runners, allowUnsandboxed: true })];
    const refused = selectFrom(drivers, { ...choice, allow_unsandboxed: true });
    await expect(refused).rejects.toMatchObject({
      code: 'noSandbox',
      message: expect.stringMatching(/bubblewrap: .*Install bubblewrap.*\nchromium: .*Electron/s),
      data: [
        { name: 'bubblewrap', works: false },
        { name: 'chromium', works: false },
      ],
    });
  });

  it('[S1] plain processes run when they are named and allowed', async () => {
    const named = { ...choice, driver: 'process' as const };
    await expect(selectDriver(named, { runners })).rejects.toMatchObject({ code: 'noSandbox' });
    const { driver } = await selectDriver({ ...named, allow_unsandboxed: true }, { runners });
    await using chosen = driver;
    expect(chosen.isolation).toBe('none');
  });

  it('[S1] a named driver is taken or refused, never another', async () => {
    const refused = selectDriver({ ...choice, driver: 'chromium' }, { runners });
    await expect(refused).rejects.toMatchObject({ data: [{ name: 'chromium', works: false }] });
  });

  it('[S1] one that isolates less than is demanded is not taken', async () => {
    const drivers = () => [
      new MicrosandboxDriver({ runners }),
      new BubblewrapDriver({ runners }),
      new ProcessDriver({ runners, allowUnsandboxed: true }),
    ];
    await expect(selectFrom(drivers(), { ...choice, isolation: 'vm' })).rejects.toMatchObject({
      data: [{ name: 'microsandbox' }, { name: 'bubblewrap', reason: expect.stringContaining('"vm"') }],
    });
    const plain: DriverChoice = { driver: 'process', isolation: 'container', allow_unsandboxed: true };
    await expect(selectFrom(drivers(), plain)).rejects.toMatchObject({ code: 'noSandbox' });
    const { driver } = await selectFrom(drivers(), { ...choice, isolation: 'container' });
    await using chosen = driver;
    expect(chosen.name).toBe('bubblewrap');
  });

  it('[S1] doctor names all of them, with a reason each', async () => {
    const statuses = await examineDrivers({ runners });
    expect(statuses.map(({ name }) => name)).toEqual(['microsandbox', 'bubblewrap', 'docker', 'chromium', 'process']);
    for (const { reason } of statuses) expect(reason).toMatch(/\w+ .*[.]$/s);
  });

  it('[S1] an interpreter that is missing is named, and the other still works', async () => {
    const [, bubblewrap] = await examineDrivers({ runners, interpreters: { python: 'no-such-python' } });
    expect(bubblewrap).toMatchObject({ works: true, reason: expect.stringMatching(/Node\.js.*"no-such-python"/s) });
    const [, neither] = await examineDrivers({ runners, interpreters: { python: 'no-python', javascript: 'no-node' } });
    expect(neither).toMatchObject({ works: false, reason: expect.stringMatching(/"no-python".*"no-node"/s) });
  });
});
