import type { DiscoveredScriptActor } from '#shared/actor/actor.ts';
import type { Limits } from '#shared/actor/limits.ts';

/** An actor's code as it was read. */
export interface WasmCode {
  readonly actor: DiscoveredScriptActor;
  readonly module: Uint8Array;
  readonly limits: Limits;
}
