import type { ScriptRuntime } from '#shared/actor/actor.ts';
import type { FiringTrace } from './tracing/messageTracer.ts';

/** What script actors and their sandboxes are measured by (O1); cheap enough for every message. Times are seconds. */
export interface ActorMetrics {
  /** A message was done, failed or not, so many seconds after the actor had got to it. */
  executed(runtime: ScriptRuntime, seconds: number, trace?: FiringTrace): void;
  /** An actor sent a message. */
  sent(runtime: ScriptRuntime): void;
  /** A message failed; `type` as in `ActorFailure`. */
  failed(type: string): void;
  /** Somebody got a sandbox, or gave up waiting for one. */
  waited(runtime: ScriptRuntime, seconds: number): void;
  /** A sandbox died while it was in use, and another one takes its place. */
  replaced(cause: string): void;
  stateOperation(operation: string, seconds: number): void;
}
