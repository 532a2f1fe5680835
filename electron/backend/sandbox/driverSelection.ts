import type { Isolation, ScriptRuntime } from '#shared/actor/actor.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { DriverStatus } from '#shared/rpc/live/system.ts';
import type { SharedMemory } from '../sharedMemory/sharedMemory.ts';
import { BubblewrapDriver } from './bubblewrap/bubblewrapDriver.ts';
import { ChromiumDriver } from './chromium/chromiumDriver.ts';
import type { HiddenPages } from './chromium/hiddenPage.ts';
import { DockerDriver } from './docker/dockerDriver.ts';
import type { InterpreterCommands } from './interpreter/interpreter.ts';
import { MicrosandboxDriver } from './microsandbox/microsandboxDriver.ts';
import { ProcessDriver } from './process/processDriver.ts';
import type { SandboxDriver } from './sandbox.ts';

/** What reflow.yaml says about drivers, under `sandbox`. */
export interface DriverChoice {
  driver: 'auto' | SandboxDriver['name'];
  isolation: Isolation;
  allow_unsandboxed: boolean;
}

export interface DriverParts {
  /** Folder of the runners. */
  runners: string;
  interpreters?: InterpreterCommands;
  /** `sandbox.RUNTIME.image` and `sandbox.docker.runtime` of reflow.yaml. */
  images?: Partial<Record<ScriptRuntime, string>>;
  ociRuntime?: string | undefined;
  /** Electron's, where there is a window. */
  hiddenPages?: HiddenPages | undefined;
  /** What sandboxes share (M6), for drivers that can. */
  sharedMemory?: SharedMemory | undefined;
}

/** Every driver, in the order in which `auto` takes the first that works; `process` is never among what it takes (S1). */
function makeDrivers(
  { runners, interpreters, images, ociRuntime, hiddenPages, sharedMemory }: DriverParts,
  allowUnsandboxed: boolean,
): SandboxDriver[] {
  return [
    new MicrosandboxDriver({ runners, images }),
    new BubblewrapDriver({ runners, interpreters, sharedMemory }),
    new DockerDriver({ runners, images, ociRuntime, sharedMemory }),
    new ChromiumDriver(hiddenPages),
    new ProcessDriver({ runners, interpreters, allowUnsandboxed }),
  ];
}

/**
 * The driver to run actors with (S1), proved by its self-test, and what was found out about each that was examined on the way.
 * The driver is the caller's to dispose.
 * @throws AppError `noSandbox` with the reason of each driver that was examined; `data` is the `DriverStatus[]`
 */
export async function selectDriver(
  choice: DriverChoice,
  parts: DriverParts,
  signal?: AbortSignal,
): Promise<{ driver: SandboxDriver; statuses: DriverStatus[] }> {
  return selectFrom(makeDrivers(parts, choice.allow_unsandboxed), choice, signal);
}

/** `selectDriver` among drivers that are given, in this order. Those not chosen are disposed. */
export async function selectFrom(
  drivers: readonly SandboxDriver[],
  choice: DriverChoice,
  signal?: AbortSignal,
): Promise<{ driver: SandboxDriver; statuses: DriverStatus[] }> {
  const statuses: DriverStatus[] = [];
  let chosen: SandboxDriver | undefined;
  try {
    for (const driver of drivers) {
      if (choice.driver === 'auto' ? driver.isolation === 'none' : driver.name !== choice.driver) continue;
      const status = satisfies(driver, choice.isolation)
        ? await examine(driver, signal)
        : {
            name: driver.name,
            works: false,
            reason: `It does not isolate as strongly as "${choice.isolation}" demands.`,
          };
      statuses.push(status);
      if (!status.works) continue;
      chosen = driver;
      return { driver, statuses };
    }
    const reasons = statuses.map(({ name, reason }) => `${name}: ${reason}`).join('\n');
    throw new AppError('noSandbox', `There is no sandbox to run actors in.\n${reasons}`, statuses);
  } finally {
    for (const driver of drivers) if (driver !== chosen) await driver[Symbol.asyncDispose]();
  }
}

/** What `doctor` says of each driver. */
export async function examineDrivers(parts: DriverParts, signal?: AbortSignal): Promise<DriverStatus[]> {
  return Promise.all(
    makeDrivers(parts, false).map(async (driver) => {
      await using examined = driver;
      return examine(examined, signal);
    }),
  );
}

async function examine(driver: SandboxDriver, signal?: AbortSignal): Promise<DriverStatus> {
  try {
    return { name: driver.name, ...(await driver.selfTest(signal)) };
  } catch (failure) {
    signal?.throwIfAborted();
    // A self-test that breaks proves nothing, so the driver is not offered; the others still may be.
    return { name: driver.name, works: false, reason: `Its self-test failed: ${(failure as Error).message}` };
  }
}

/** Whether a driver isolates as strongly as is demanded (S1). */
export function satisfies(driver: Pick<SandboxDriver, 'isolation'>, isolation: Isolation): boolean {
  if (isolation === 'any') return true;
  return driver.isolation === 'vm' || (isolation === 'container' && driver.isolation === 'container');
}
