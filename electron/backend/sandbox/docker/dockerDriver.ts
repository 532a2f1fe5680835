import type Docker from 'dockerode';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { Limits } from '#shared/actor/limits.ts';
import { AppError } from '#shared/rpc/errors.ts';
import { regionOverhead } from '../../sharedMemory/region.ts';
import type { SandboxMemory } from '../../sharedMemory/sandboxMemory.ts';
import type { SharedMemory } from '../../sharedMemory/sharedMemory.ts';
import { compiledRunners } from '../interpreter/compiledRunners.ts';
import { findInterpreter, runnerCommand, type InterpreterCommands } from '../interpreter/interpreter.ts';
import { isGone, programOwner } from '../../system/programOwner.ts';
import type { Sandbox, SandboxDriver, SandboxRequest } from '../sandbox.ts';
import { examineIsolation } from '../selfTest.ts';
import { sharingText } from '../sharingText.ts';
import { AttachedStreams } from './attachedStreams.ts';
import { containerOptions, isOwnKernel, ownerLabel, type ContainerMemory, type ContainerPlan } from './container.ts';
import { openContainerMemory, whyNotShared } from './containerMemory.ts';
import { findEngine, type ContainerEngine } from './containerEngine.ts';
import { DockerSandbox } from './dockerSandbox.ts';
import { findProgram } from './imagePrograms.ts';
import { defaultImage } from './defaultImage.ts';
import { seccompFile, seccompProfile } from './seccompProfile.ts';

export interface DockerOptions {
  /** Folder of the runners. */
  runners: string;
  /** The images that actors run in; `defaultImage` unless said otherwise. */
  images?: Partial<Record<ScriptRuntime, string>> | undefined;
  /** Where the engine is, as DOCKER_HOST says it; found by itself unless said otherwise. */
  host?: string | undefined;
  /** Name of an OCI runtime that the engine knows, such as gVisor's `runsc`; the engine's default unless said otherwise. */
  ociRuntime?: string | undefined;
  /** Names of the interpreters inside the images. */
  interpreters?: InterpreterCommands;
  /** What sandboxes share (M6), where the engine's containers can. */
  sharedMemory?: SharedMemory | undefined;
}

interface Plan extends ContainerPlan {
  executable: string;
  version: string;
}

const runnersInside = '/runner';
const packagesInside = '/packages';

/** Containers of Docker or Podman, in whatever OCI runtime the engine has (S1, S2). */
export class DockerDriver implements SandboxDriver {
  readonly name = 'docker';
  readonly isolation = 'container';
  private engine: Promise<ContainerEngine> | undefined;
  private readonly plans = new Map<ScriptRuntime, Promise<Plan>>();
  private readonly running = new Set<Sandbox>();
  private readonly owner = `${hostname()}/${programOwner()}`;
  private cleared: Promise<void> | undefined;
  /** Why containers share no memory, once that is known; undefined within when they do. */
  private notShared: Promise<string | undefined> | undefined;
  private disposed = false;

  /** gVisor takes a change of limits without heeding it. */
  readonly hasFixedLimits: boolean;

  constructor(private readonly options: DockerOptions) {
    this.hasFixedLimits = isOwnKernel(options.ociRuntime);
  }

  async selfTest(signal?: AbortSignal): Promise<{ works: boolean; reason: string }> {
    let engine: ContainerEngine;
    try {
      engine = await this.findEngine(signal);
      await this.requireImages(engine);
    } catch (failure) {
      if (failure instanceof AppError) return { works: false, reason: failure.message };
      throw failure;
    }
    const runtime = this.options.ociRuntime;
    const ofMemory = this.options.sharedMemory && sharingText(await this.whyNotShared(engine));
    return examineIsolation(
      async (language, command, environment) => {
        const plan = await this.plan(language, signal);
        const limits = { memory: 256 * 1024 ** 2, cpu: 1, timeout: 10 };
        const sandbox = await this.launch(plan, limits, environment, [plan.executable, ...command], signal);
        return { version: plan.version, sandbox };
      },
      `limits by ${engine.kind} ${engine.version}${runtime ? ` with ${runtime}` : ''}${ofMemory ? `, ${ofMemory}` : ''}`,
      signal,
      { ownKernel: isOwnKernel(runtime) },
    );
  }

  async start({ runtime, limits, environment, packages }: SandboxRequest, signal?: AbortSignal): Promise<Sandbox> {
    if (this.disposed) throw shuttingDown();
    const plan = await this.plan(runtime, signal);
    signal?.throwIfAborted();
    const folders = packages === undefined ? plan.folders : { ...plan.folders, [packagesInside]: packages };
    const command = runnerCommand({ runtime, executable: plan.executable }, runnersInside, limits.memory);
    const words = [...command, '3', '4', ...(packages === undefined ? [] : [packagesInside])];
    return this.launch({ ...plan, folders }, limits, environment, words, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    for (const sandbox of this.running) sandbox.kill();
    await Promise.all([...this.running].map((sandbox) => sandbox.exited));
  }

  private findEngine(signal?: AbortSignal): Promise<ContainerEngine> {
    if (!this.engine) {
      const engine = (this.engine = findEngine(this.options.host, signal));
      // One that was not running may be the next time.
      engine.catch(() => (this.engine = undefined));
    }
    return this.engine;
  }

  private plan(runtime: ScriptRuntime, signal?: AbortSignal): Promise<Plan> {
    let plan = this.plans.get(runtime);
    if (!plan) {
      plan = this.makePlan(runtime, signal);
      this.plans.set(runtime, plan);
      plan.catch(() => this.plans.delete(runtime));
    }
    return plan;
  }

  private async makePlan(runtime: ScriptRuntime, signal?: AbortSignal): Promise<Plan> {
    const engine = await this.findEngine(signal);
    const { docker } = engine;
    const { runners, ociRuntime, interpreters } = this.options;
    if (ociRuntime && !engine.runtimes.includes(ociRuntime))
      throw new AppError(
        'noSandbox',
        `${engine.kind} does not know the OCI runtime "${ociRuntime}" (it knows ${engine.runtimes.join(', ')}). ` +
          `Install it and name it in the engine's configuration, or leave sandbox.docker.runtime out of reflow.yaml.`,
      );
    await (this.cleared ??= removeLeftovers(docker));
    const image = this.imageOf(runtime);
    const { Config } = await this.inspectImage(docker, image);
    const { executable, version } = await findProgram(docker, image, runtime, interpreters?.[runtime], this.owner);
    const ofImage = (Config.Env ?? []).map((entry) => entry.split('=')[0]!);
    return {
      runtime,
      image,
      executable,
      version,
      unwanted: [...new Set([...ofImage, 'PATH', 'HOSTNAME', 'HOME', 'TERM', 'PWD', 'OLDPWD', 'SHLVL', 'container'])],
      seccomp: engine.kind === 'Podman' ? await seccompFile(runtime) : seccompProfile(runtime),
      folders: { [runnersInside]: await runnersFor(runtime, version, runners) },
      ociRuntime,
      owner: this.owner,
    };
  }

  /** Asked once; an engine does not change while it is used. */
  private whyNotShared({ docker }: ContainerEngine): Promise<string | undefined> {
    const { sharedMemory, ociRuntime } = this.options;
    if (!sharedMemory) return Promise.resolve('it is switched off');
    return (this.notShared ??= whyNotShared(docker, sharedMemory, {
      image: this.imageOf('python'),
      ociRuntime,
      owner: this.owner,
    }));
  }

  private async openMemory(engine: ContainerEngine): Promise<(ContainerMemory & { share: SandboxMemory }) | undefined> {
    const { sharedMemory } = this.options;
    if (!sharedMemory || (await this.whyNotShared(engine)) !== undefined) return undefined;
    const share = openContainerMemory(sharedMemory);
    return { share, outside: share.outside, largestFile: sharedMemory.largest + regionOverhead };
  }

  private imageOf(runtime: ScriptRuntime): string {
    return this.options.images?.[runtime] ?? defaultImage;
  }

  /** `auto` takes this driver only with its images present (S1): nothing is pulled unasked. */
  private async requireImages({ docker }: ContainerEngine): Promise<void> {
    for (const image of new Set([this.imageOf('python'), this.imageOf('javascript')]))
      await this.inspectImage(docker, image);
  }

  private async inspectImage(docker: Docker, image: string): Promise<Docker.ImageInspectInfo> {
    try {
      return await docker.getImage(image).inspect();
    } catch (cause) {
      const get =
        image === defaultImage
          ? `docker build -t ${defaultImage} ${join(this.options.runners, 'image')}`
          : `docker pull ${image}`;
      throw new AppError('noSandbox', `The image ${image} is not there. Get it with: ${get}`, undefined, { cause });
    }
  }

  private async launch(
    plan: Plan,
    limits: Limits,
    environment: Readonly<Record<string, string>>,
    command: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Sandbox> {
    const engine = await this.findEngine(signal);
    const { docker, kind } = engine;
    const memory = await this.openMemory(engine);
    let container: Docker.Container | undefined;
    try {
      container = await docker.createContainer(containerOptions(plan, limits, environment, command, memory));
      const connection = await container.attach({
        stream: true,
        stdin: true,
        stdout: true,
        stderr: true,
        hijack: true,
      });
      const streams = new AttachedStreams(connection as Duplex);
      await container.start();
      connection.write('\n');
      signal?.throwIfAborted();
      if (this.disposed) throw shuttingDown();
      const id = `${plan.runtime}-${container.id.slice(0, 12)}`;
      // Docker does not always hear of it when gVisor's own process is the one that ran out of memory.
      const tellsOfMemory = kind === 'Docker' && !isOwnKernel(plan.ociRuntime);
      const sandbox = new DockerSandbox(id, plan, container, streams, tellsOfMemory, memory?.share);
      this.running.add(sandbox);
      void sandbox.exited.then(() => this.running.delete(sandbox));
      return sandbox;
    } catch (cause) {
      await container?.remove({ force: true, v: true }).catch(() => {});
      await memory?.share[Symbol.asyncDispose]();
      signal?.throwIfAborted();
      if (cause instanceof AppError) throw cause;
      throw new AppError(
        'noSandbox',
        `A container could not be started: ${(cause as Error).message.trim().slice(0, 500)}`,
        undefined,
        {
          cause,
        },
      );
    }
  }
}

/** Ends and removes the containers of programs on this machine that are no more (S5). */
async function removeLeftovers(docker: Docker): Promise<void> {
  const containers = await docker.listContainers({ all: true, filters: { label: [ownerLabel] } });
  for (const { Id, Labels } of containers) {
    const [host, owner] = (Labels[ownerLabel] ?? '').split('/');
    if (host !== hostname() || !owner || !isGone(owner)) continue;
    await docker
      .getContainer(Id)
      .remove({ force: true, v: true })
      .catch(() => {});
  }
}

/** Runners compiled for the image's Python, where this machine's own is the same. */
async function runnersFor(runtime: ScriptRuntime, version: string, runners: string): Promise<string> {
  if (runtime !== 'python') return runners;
  const own = await findInterpreter('python').catch(() => undefined);
  const minor = (text: string) => text.split('.').slice(0, 2).join('.');
  return own && minor(own.version) === minor(version) ? compiledRunners(own, runners) : runners;
}

const shuttingDown = () => new AppError('cancelled', 'The sandboxes are being shut down; nothing new is started.');
