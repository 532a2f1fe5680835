import { randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { Limits } from '#shared/actor/limits.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { defaultImage } from '../docker/defaultImage.ts';
import { runnerCommand } from '../interpreter/interpreter.ts';
import { isGone, programOwner } from '../../system/programOwner.ts';
import type { Sandbox, SandboxDriver, SandboxRequest } from '../sandbox.ts';
import { examineIsolation } from '../selfTest.ts';
import { configureMachine, configureProgram } from './machine.ts';
import { MicrosandboxSandbox } from './microsandboxSandbox.ts';
import type { MicrosandboxSdk } from './sdk.ts';

export interface MicrosandboxOptions {
  /** Folder of the runners. */
  runners: string;
  images?: Partial<Record<ScriptRuntime, string>> | undefined;
  /** The package; imported when it is first needed unless given. @throws when it is not installed */
  load?: () => Promise<MicrosandboxSdk>;
}

const packageName = 'microsandbox';
const commands: Readonly<Record<ScriptRuntime, string>> = { python: 'python3', javascript: 'node' };
/** They come in a package for the platform, which npm leaves out where it may not install what is optional. */
const notComplete =
  'its programs are not there: npm install --include=optional microsandbox, on Linux, macOS with Apple silicon or Windows';
const label = 'reflow-studio.';
const runnersInside = '/runner';
const packagesInside = '/packages';

/** Micro virtual machines, by the npm package of that name: KVM, Apple silicon, Windows (S1). */
export class MicrosandboxDriver implements SandboxDriver {
  readonly name = 'microsandbox';
  readonly isolation = 'vm';
  readonly hasFixedLimits = true;
  private readonly running = new Set<Sandbox>();
  private sdk: Promise<MicrosandboxSdk> | undefined;
  private disposed = false;

  constructor(private readonly options: MicrosandboxOptions) {}

  async selfTest(signal?: AbortSignal): Promise<{ works: boolean; reason: string }> {
    try {
      await this.ready();
    } catch (failure) {
      if (failure instanceof AppError) return { works: false, reason: failure.message };
      throw failure;
    }
    return examineIsolation(
      async (runtime, command, environment) => ({
        version: 'in a virtual machine',
        sandbox: await this.launch(
          { runtime, limits: { memory: 256 * 1024 ** 2, cpu: 1, timeout: 10 }, environment },
          [commands[runtime], ...command],
          signal,
        ),
      }),
      'limits by a virtual machine (of whole processors)',
      signal,
      { ownKernel: true },
    );
  }

  async start(request: SandboxRequest, signal?: AbortSignal): Promise<Sandbox> {
    await this.ready();
    signal?.throwIfAborted();
    const { runtime, limits, packages } = request;
    const command = runnerCommand({ runtime, executable: commands[runtime] }, runnersInside, limits.memory);
    const words = [...command, '3', '4', ...(packages === undefined ? [] : [packagesInside])];
    return this.launch(request, words, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
    for (const sandbox of this.running) sandbox.kill();
    await Promise.all([...this.running].map((sandbox) => sandbox.exited));
  }

  /** @throws AppError `noSandbox` naming everything that is missing, with how to get it */
  private ready(): Promise<MicrosandboxSdk> {
    if (!this.sdk) {
      const sdk = (this.sdk = this.prepare());
      sdk.catch(() => (this.sdk = undefined));
    }
    return this.sdk;
  }

  private async prepare(): Promise<MicrosandboxSdk> {
    const missing: string[] = [];
    if (process.platform === 'linux' && !canOpen('/dev/kvm'))
      missing.push(
        '/dev/kvm cannot be opened: enable virtualization, and add yourself to its group (sudo usermod -aG kvm $USER)',
      );
    const load = this.options.load ?? (async () => (await import(packageName)) as MicrosandboxSdk);
    const sdk = await load().catch(() => undefined);
    if (!sdk)
      missing.push(
        `the npm package microsandbox is not there, which needs Node.js 22 or newer: npm install ${packageName}`,
      );
    else if (!sdk.isInstalled()) missing.push(notComplete);
    if (!sdk || missing.length > 0)
      throw new AppError('noSandbox', `Micro virtual machines cannot run here: ${missing.join('; ')}.`);
    await removeLeftovers(sdk);
    return sdk;
  }

  private async launch(
    {
      runtime,
      limits,
      environment,
      packages,
    }: { runtime: ScriptRuntime; limits: Limits } & Omit<SandboxRequest, 'component'>,
    command: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Sandbox> {
    const { Sandbox: machines } = await this.ready();
    const image = this.options.images?.[runtime] ?? defaultImage;
    const folders = {
      [runnersInside]: this.options.runners,
      ...(packages === undefined ? {} : { [packagesInside]: packages }),
    };
    const id = randomBytes(6).toString('hex');
    const name = `${label}${programOwner()}.${id}`;
    try {
      const machine = await configureMachine(machines.builder(name), { image, limits, runtime, folders }).create();
      const execution = await machine.execStreamWith('/bin/sh', (options) =>
        configureProgram(options, command, environment),
      );
      const stdin = await execution.takeStdin();
      if (!stdin) throw new Error('its stdin is not to be had');
      const sandbox = new MicrosandboxSandbox(`${runtime}-${id}`, runtime, machine, execution, stdin);
      this.running.add(sandbox);
      void sandbox.exited.then(() => this.running.delete(sandbox));
      if (signal?.aborted || this.disposed) sandbox.kill();
      signal?.throwIfAborted();
      return sandbox;
    } catch (cause) {
      signal?.throwIfAborted();
      await machines.remove(name).catch(() => {});
      const why = (cause as Error).message;
      throw new AppError(
        'noSandbox',
        `A micro virtual machine could not be started: ${why}. It needs the image ${image}: docker save ${image} | msb load.`,
        undefined,
        { cause },
      );
    }
  }
}

/** Ends and removes the machines of programs that are no more (S5). */
async function removeLeftovers({ Sandbox: machines }: MicrosandboxSdk): Promise<void> {
  for (let page = await machines.list(); ;) {
    for (const machine of page.sandboxes)
      if (machine.name.startsWith(label) && isGone(machine.name.slice(label.length)))
        await machine.destroy({ force: true }).catch(() => {});
    const { nextCursor } = page;
    if (nextCursor === undefined) return;
    page = await machines.listWith((list) => list.cursor(nextCursor));
  }
}

function canOpen(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
