import { dirname } from 'node:path';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { BubblewrapDriver } from '../../electron/backend/sandbox/bubblewrap/bubblewrapDriver.ts';
import { DockerDriver } from '../../electron/backend/sandbox/docker/dockerDriver.ts';
import type { SandboxDriver } from '../../electron/backend/sandbox/sandbox.ts';
import { startContainers, whyNoContainers } from '../../resources/scripts/testContainers.mjs';
import { Probe, probeRunners } from '../contract/sandboxDriverProbe.ts';

const megabyte = 1024 ** 2;

const missing = whyNoContainers();
const engine = missing === undefined ? await startContainers('reflow-studio-sandbox') : undefined;

/** The drivers that claim to isolate and can run here: every attack is made on each. */
export const isolatingDrivers: readonly { name: 'bubblewrap' | 'docker'; make: () => SandboxDriver }[] = [
  { name: 'bubblewrap', make: () => new BubblewrapDriver({ runners: probeRunners }) },
  ...(engine
    ? [{ name: 'docker' as const, make: () => new DockerDriver({ runners: probeRunners, host: engine.host }) }]
    : []),
];

/** Drivers on which no attack could be tried here, with the reason. */
export const absentDrivers: readonly string[] = missing === undefined ? [] : [`docker: ${missing}`];

/** Where the engine of the tests keeps its things. */
export const engineFolder = engine && dirname(engine.host.replace('unix://', ''));

export const stopEngine = () => engine?.stop();

/** What Python attacks start with: `syscall` makes any system call and answers its result or the name of its error. */
const prelude = `
import ctypes, errno, os, socket, stat, sys
_libc = ctypes.CDLL(None, use_errno=True)
def syscall(number, *arguments):
    ctypes.set_errno(0)
    result = _libc.syscall(ctypes.c_long(number), *[
        ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments])
    return errno.errorcode.get(ctypes.get_errno(), 'failed') if result == -1 else result
def attempt(action):
    try:
        return {'done': repr(action())}
    except OSError as failure:
        return errno.errorcode.get(failure.errno, str(failure))
    except Exception as failure:
        return type(failure).__name__
def read(path):
    with open(path, 'rb') as file:
        return file.read(1 << 20).decode('latin-1')
def write(path, text='x'):
    with open(path, 'w') as file:
        file.write(text)
`;

const javascriptPrelude = `
const fs = require('node:fs');
const attempt = (action) => { try { return { done: String(action()) }; } catch (failure) { return failure.code ?? failure.name; } };
`;

/** One attacker in a fresh sandbox. */
export class Captive implements AsyncDisposable {
  private constructor(
    readonly probe: Probe,
    private readonly runtime: ScriptRuntime,
  ) {}

  static async in(
    driver: SandboxDriver,
    runtime: ScriptRuntime,
    { memory = 192 * megabyte, cpu = 1, environment = {}, readPrints = true } = {},
  ): Promise<Captive> {
    const sandbox = await driver.start({ runtime, limits: { memory, cpu, timeout: 30 }, environment });
    return new Captive(new Probe(sandbox, { readPrints }), runtime);
  }

  get sandbox() {
    return this.probe.sandbox;
  }

  /** What the source answered; null when the sandbox ended first. @throws when the source itself failed */
  async run(source: string): Promise<unknown> {
    const reply = await this.probe.run((this.runtime === 'python' ? prelude : javascriptPrelude) + source);
    if (reply === null) return null;
    if (reply.error) throw new Error(`${reply.error}: ${reply.message}`);
    return reply.answer;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.probe[Symbol.asyncDispose]();
  }
}
