import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { PackageStatus } from '#shared/rpc/live/system.ts';
import { findInterpreter, type Interpreter, type InterpreterCommands } from '../interpreter/interpreter.ts';
import { cacheFolder } from '../../system/cacheFolder.ts';
import { makeReadable } from '../../system/makeReadable.ts';
import { isGone, programOwner } from '../../system/programOwner.ts';
import { takeLock } from './installLock.ts';
import { installPackages } from './packageInstaller.ts';

/** Of what layers of packages are made, and where they are kept (S7). */
export interface PackageLayersOptions {
  /** `packages` of reflow.yaml. */
  packages: Readonly<Record<ScriptRuntime, readonly string[]>>;
  interpreters?: InterpreterCommands | undefined;
  /** Where layers are kept; the user's cache folder unless said otherwise. */
  cache?: string | undefined;
  /** Told what is happening, a line at a time. */
  onProgress: (runtime: ScriptRuntime, level: 'info' | 'error', text: string) => void;
}

/** An installation that goes on, or is done. */
interface Layer {
  folder: Promise<string>;
  cancel: AbortController;
  status: PackageStatus;
  /** Settles when it is clear that they are not there yet. */
  begun: Promise<void>;
}

/**
 * The packages that a workspace names, installed once into a folder that is kept and shared by everybody who names the same ones
 * (S7). A layer is there completely or not at all. What failed or was cancelled is tried again when it is wanted again.
 */
export class PackageLayers implements AsyncDisposable {
  private readonly layers = new Map<ScriptRuntime, Layer>();

  constructor(private readonly options: PackageLayersOptions) {}

  /**
   * The folder of a runtime's packages, once they are installed; undefined when the workspace names none.
   * @throws AppError `actorFailed` when they cannot be installed, with what to do; `cancelled` when somebody cancelled it
   */
  async folder(runtime: ScriptRuntime, signal?: AbortSignal): Promise<string | undefined> {
    if (this.options.packages[runtime].length === 0) return undefined;
    const present = this.layers.get(runtime);
    const layer = present && present.status.state !== 'failed' ? present : this.begin(runtime);
    if (!signal) return layer.folder;
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const leave = () => reject(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
      layer.folder.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  /** Ends an installation that goes on; whoever waits for it is told so. Answers whether there was one. */
  cancel(runtime: ScriptRuntime): boolean {
    const layer = this.layers.get(runtime);
    if (layer?.status.state !== 'installing') return false;
    layer.cancel.abort(new AppError('cancelled', 'Installing the packages was cancelled.'));
    return true;
  }

  /** Settles while packages of a runtime are being installed; never while they are there, failed, or nobody wants them. */
  async untilInstalling(runtime: ScriptRuntime): Promise<void> {
    const layer = this.layers.get(runtime);
    await (layer?.status.state === 'installing' ? layer.begun : new Promise(() => {}));
  }

  status(): PackageStatus[] {
    return [...this.layers.values()].map(({ status }) => status);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const layers = [...this.layers.values()];
    for (const { cancel } of layers) cancel.abort(new AppError('cancelled', 'The program is ending.'));
    await Promise.allSettled(layers.map(({ folder }) => folder));
  }

  private begin(runtime: ScriptRuntime): Layer {
    const cancel = new AbortController();
    const packages = [...this.options.packages[runtime]];
    const status: PackageStatus = { runtime, packages, state: 'installing', detail: '' };
    let begin!: () => void;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const folder = this.install(runtime, status, cancel.signal, begin);
    const layer = { folder, cancel, status, begun };
    this.layers.set(runtime, layer);
    folder.then(
      () => Object.assign(status, { state: 'ready', detail: '' } satisfies Partial<PackageStatus>),
      (error: Error) => {
        Object.assign(status, { state: 'failed', detail: error.message } satisfies Partial<PackageStatus>);
        this.options.onProgress(runtime, 'error', error.message);
      },
    );
    return layer;
  }

  /** @param begin called when they are not there yet */
  private async install(
    runtime: ScriptRuntime,
    status: PackageStatus,
    signal: AbortSignal,
    begin: () => void,
  ): Promise<string> {
    const packages = [...new Set(this.options.packages[runtime])].toSorted();
    const interpreter = await findInterpreter(runtime, this.options.interpreters);
    const cache = this.options.cache ?? cacheFolder('packages');
    const layer = join(cache, layerName(interpreter, packages));
    if (existsSync(layer)) return layer;
    begin();
    const tell = (text: string) => {
      status.detail = text;
      this.options.onProgress(runtime, 'info', text);
    };
    await mkdir(cache, { recursive: true });
    await using _lock = await takeLock(`${layer}.lock`, () => tell('Another program is installing them'), signal);
    if (existsSync(layer)) return layer;
    await removeUnfinished(cache);
    tell(`Installing ${packages.join(', ')}`);
    const unfinished = `${layer}${unfinishedMark}${programOwner()}~${randomUUID()}`;
    try {
      await mkdir(unfinished);
      await installPackages({ runtime, interpreter, packages, folder: unfinished, onProgress: tell, signal });
      await makeReadable(unfinished);
      await rename(unfinished, layer);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
    tell(`Installed ${packages.join(', ')}`);
    return layer;
  }
}

const unfinishedMark = '~unfinished~';

/** Packages that were built for one version and machine do not fit another. */
function layerName({ runtime, version }: Interpreter, packages: readonly string[]): string {
  const minor = runtime === 'python' ? version.split('.').slice(0, 2).join('.') : version.split('.')[0]!;
  const key = createHash('sha256').update(JSON.stringify([process.platform, process.arch, packages]));
  return `${runtime}-${minor}-${key.digest('hex').slice(0, 32)}`;
}

/** Removes what programs that were killed while they installed left behind. */
async function removeUnfinished(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const owner = name.split(unfinishedMark)[1]?.split('~')[0];
    if (owner !== undefined && isGone(owner)) await rm(join(cache, name), { recursive: true, force: true });
  }
}
