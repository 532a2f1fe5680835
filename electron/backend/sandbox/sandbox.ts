import type { Duplex, Readable } from 'node:stream';
import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { Limits } from '#shared/actor/limits.ts';
import type { SandboxMemory } from '../sharedMemory/sandboxMemory.ts';

/** One way to make sandboxes (S1). A driver is offered only after its self-test passed on this machine. */
export interface SandboxDriver extends AsyncDisposable {
  readonly name: 'bubblewrap' | 'docker' | 'microsandbox' | 'chromium' | 'process';
  readonly isolation: 'vm' | 'container' | 'none';
  /** A running sandbox cannot take other limits on; one that is kept ready suits only who wants just its limits. */
  readonly hasFixedLimits?: boolean;
  /** Starts a real sandbox and looks whether it holds; `reason` says what was proved, or what is missing and how to get it. */
  selfTest(signal?: AbortSignal): Promise<{ works: boolean; reason: string }>;
  /**
   * Starts a sandbox with the runner of a runtime in it; it has not said `ready` yet.
   * @throws AppError `noSandbox` with a sentence when it cannot be started
   */
  start(request: SandboxRequest, signal?: AbortSignal): Promise<Sandbox>;
}

/** What is wanted of a sandbox. */
export interface SandboxRequest {
  runtime: ScriptRuntime;
  limits: Limits;
  /** Variables that the node declares; nothing else is in the environment (S2). */
  environment: Readonly<Record<string, string>>;
  /** What it is for: past the pool's maximum, requests of one component share a sandbox (S5). */
  component?: string | undefined;
  /** Absolute path of the folder with the workspace's packages, seen inside read-only (S7). */
  packages?: string | undefined;
}

/** A sandbox with a runner in it, by whatever driver it was made (S1). Its maker ends it. */
export interface Sandbox {
  readonly id: string;
  readonly runtime: ScriptRuntime;
  /** The private channel (S6). */
  readonly channel: Duplex;
  /** Its share of shared memory (M6); undefined where the driver cannot share any. */
  readonly sharedMemory?: SandboxMemory | undefined;
  /** What user code wrote to descriptors 1 and 2, past the runner: prints, never messages. */
  readonly prints: { stdout: Readable; stderr: Readable };
  /** Settles once the whole sandbox is gone and cleaned up. */
  readonly exited: Promise<SandboxExit>;
  /** It was killed, though it may not be gone yet. */
  readonly isEnding: boolean;
  /** Changes the limits that can change while it runs (memory, cpu): a warm sandbox gets its node's limits this way. */
  applyLimits(limits: Limits): void;
  /** Bytes in use by all its processes; null where this cannot be known. */
  memoryBytes(): number | null;
  /** Ends it at once, with everything in it. */
  kill(): void;
}

/** How a sandbox ended. */
export interface SandboxExit {
  /** `memory`: the kernel ended it for exceeding its memory limit. */
  cause: 'exited' | 'killed' | 'memory';
  code: number | null;
  signal: string | null;
}
