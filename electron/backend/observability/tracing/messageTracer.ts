import type { ActorFailure } from '#shared/actor/actorFailure.ts';

/** A place on a message's path: what the next step hangs on. The shape is that of OpenTelemetry's span contexts. */
export interface TracePoint {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

/** Where a message enters: from outside, or from an actor that nothing fed. */
export interface PathStart {
  readonly graph: string;
  readonly node: string;
  readonly port: string;
  /** `actor`, `initial`, `sent`, `edited`. */
  readonly origin: string;
}

/** Who fires. */
export interface FiringPlace {
  /** null in a direct call. */
  readonly graph: string | null;
  readonly node: string;
  readonly component: string;
}

/**
 * Follows messages (O2): one trace for each message that enters a network or is sent in a direct call, with a step for every firing
 * on its way. Whoever has no tracer has none of the cost.
 */
export interface MessageTracer {
  /** A message enters. */
  begin(start: PathStart): TracePoint;
  /** A node fires. @param points of the messages that it takes, the newest first: that one's path goes on, the others are links */
  fire(place: FiringPlace, points: readonly TracePoint[]): FiringTrace;
  /** A direct call. @param traceparent of the caller, as W3C Trace Context writes it; anything else counts as none */
  call(actor: string, traceparent: unknown): FiringTrace;
}

/** One step of a path. */
export interface FiringTrace {
  /** The caller's side of a call elsewhere, as W3C Trace Context writes it. */
  readonly traceparent: string;
  /** A message was sent. @returns where it is on its path */
  sent(port: string): TracePoint;
  /** A state operation begins. @returns what ends it, with what went wrong */
  state(operation: string, key: string | undefined): (problem?: string) => void;
  end(failure?: Pick<ActorFailure, 'type' | 'message'>): void;
}
