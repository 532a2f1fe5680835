import type { Logger } from 'pino';
import type { Isolation, ScriptRuntime } from '#shared/actor/actor.ts';
import type { Limits, WrittenLimits } from '#shared/actor/limits.ts';
import type { ActorMetrics } from '../../observability/actorMetrics.ts';
import type { BundleCache } from '../../sandbox/bundle/bundleCache.ts';
import type { Sandbox, SandboxRequest } from '../../sandbox/sandbox.ts';
import type { StateStore } from '../../state/stateStore.ts';
import type { SandboxChannels } from './sandboxChannels.ts';
import type { Ticker } from './ticker.ts';

/** The use of a sandbox by one instance; disposing gives it back. */
export interface ScriptLease extends AsyncDisposable {
  readonly sandbox: Sandbox;
  /** Whether it can take these limits on while it runs. */
  suits(limits: Limits): boolean;
}

/** Where sandboxes come from: the pool. */
export interface ScriptSandboxes {
  /** @throws AppError `poolExhausted`, `noSandbox` */
  acquire(request: SandboxRequest, signal?: AbortSignal): Promise<ScriptLease>;
  /**
   * Folder of the packages that the workspace names (S7), once they are installed; undefined without any.
   * @throws AppError `actorFailed` with what to do
   */
  packages?(runtime: ScriptRuntime, signal?: AbortSignal): Promise<string | undefined>;
  /** @throws AppError `noSandbox` when sandboxes isolate less than an actor demands (S1) */
  demand?(isolation: Isolation): Promise<void>;
}

/** What all script components of a back end share. */
export interface ScriptServices {
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Of an actor outside the workspace: the folder whose files it may import; its own where missing. */
  readonly folder?: string | undefined;
  readonly sandboxes: ScriptSandboxes;
  readonly state: StateStore;
  /** Text in place of the actor's file, for a trial of an edit (N8). */
  readonly source?: string | undefined;
  /** Bundles of the component that these services are given to. */
  readonly bundles?: BundleCache | undefined;
  readonly channels: SandboxChannels;
  readonly ticker: Ticker;
  /** `sandbox` of reflow.yaml: defaults of each runtime, and what nothing may exceed (S3). */
  readonly limits: Readonly<Record<ScriptRuntime | 'ceiling', WrittenLimits>>;
  readonly metrics?: ActorMetrics | undefined;
  /** Hears that a sandbox could not be started, or ended before it was up. */
  readonly onNoSandbox?: (() => void) | undefined;
  readonly logger?: Pick<Logger, 'debug'> | undefined;
}
