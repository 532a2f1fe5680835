import type { WrittenLimits } from '#shared/actor/limits.ts';
import type { ActorMetrics } from '../../observability/actorMetrics.ts';
import type { StateStore } from '../../state/stateStore.ts';

/** What all WASM components of a back end share. */
export interface WasmServices {
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Path of the built `wasmWorker`. */
  readonly worker: string;
  /** `sandbox.ceiling` of reflow.yaml (S3). */
  readonly ceiling: WrittenLimits;
  readonly state: StateStore;
  readonly metrics?: ActorMetrics | undefined;
}
