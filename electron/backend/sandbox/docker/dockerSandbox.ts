import type { Container } from 'dockerode';
import type { Duplex, Readable } from 'node:stream';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { Limits } from '#shared/actor/limits.ts';
import { exitStatus } from '../exitStatus.ts';
import { LastWords } from '../lastWords.ts';
import type { SandboxMemory } from '../../sharedMemory/sandboxMemory.ts';
import type { Sandbox, SandboxExit } from '../sandbox.ts';
import type { AttachedStreams } from './attachedStreams.ts';
import { resourcesOf, type ContainerPlan } from './container.ts';

/** A sandbox that is a container: stdin and stdout are the channel; what is printed, to either stream, comes on stderr. */
export class DockerSandbox implements Sandbox {
  readonly runtime: ScriptRuntime;
  readonly channel: Duplex;
  readonly prints: { stdout: Readable; stderr: Readable };
  readonly exited: Promise<SandboxExit>;
  private readonly lastWords: LastWords;
  private killed = false;
  private exceeded = false;
  private isOver = false;
  private memory: number | null = null;
  private isAsking = false;

  constructor(
    readonly id: string,
    private readonly plan: Pick<ContainerPlan, 'runtime' | 'ociRuntime'>,
    private readonly container: Container,
    private readonly streams: AttachedStreams,
    /** Whether the engine says by itself that a container ran out of memory; one that does not leaves exit code 137. */
    private readonly tellsOfMemory: boolean,
    readonly sharedMemory?: SandboxMemory | undefined,
  ) {
    this.runtime = plan.runtime;
    this.channel = streams.channel;
    this.lastWords = new LastWords(plan.runtime, streams.prints);
    this.prints = { stdout: streams.nothing, stderr: this.lastWords.passed };
    this.exited = this.watchExit();
  }

  /** What is sent from now on arrives after the limits have changed. */
  applyLimits(limits: Limits): void {
    const changed = this.container.update(resourcesOf(this.plan, limits)).catch(() => {
      if (this.isOver) return;
      // It holds more than that already.
      this.exceeded = true;
      this.streams.drop();
      void this.remove();
    });
    this.streams.holdUntil(changed);
  }

  get isEnding(): boolean {
    return this.killed || this.isOver;
  }

  /** The engine is asked in the background; this is what it last said. */
  memoryBytes(): number | null {
    if (!this.isAsking && !this.isOver) {
      this.isAsking = true;
      void this.container
        .stats({ stream: false, 'one-shot': true })
        .then(({ memory_stats }) => (this.memory = memory_stats.usage ?? null))
        .catch(() => {})
        .finally(() => (this.isAsking = false));
    }
    return this.memory;
  }

  kill(): void {
    if (this.killed) return;
    this.killed = true;
    this.streams.drop();
    void this.remove();
  }

  private async watchExit(): Promise<SandboxExit> {
    const { StatusCode = null } = await this.container.wait().catch(() => ({ StatusCode: null }));
    const state = await this.container.inspect().then(
      ({ State }) => State,
      () => undefined,
    );
    const exit = exitStatus(StatusCode);
    const outOfMemory =
      this.exceeded ||
      state?.OOMKilled ||
      (!this.killed && !this.tellsOfMemory && exit.signal === 'SIGKILL') ||
      (await this.lastWords.tellOfHeap(exit.signal));
    await this.remove();
    await this.sharedMemory?.[Symbol.asyncDispose]();
    this.isOver = true;
    if (this.killed) this.channel.destroy();
    return { cause: outOfMemory ? 'memory' : this.killed ? 'killed' : 'exited', ...exit };
  }

  /** Ends it at once, with all that runs in it, and leaves nothing of it. */
  private async remove(): Promise<void> {
    await this.container.remove({ force: true, v: true }).catch(() => {});
  }
}
