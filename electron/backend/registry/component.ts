import type { ComponentDescription } from '#shared/actor/actor.ts';
import type { WrittenLimits } from '#shared/actor/limits.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';
import type { Metadata } from '#shared/graph/graph.ts';
import type { Value } from '#shared/message/message.ts';
import type { Packet } from '../channel/packet.ts';
import type { FiringTrace } from '../observability/tracing/messageTracer.ts';
import type { StateScope } from '../state/stateStore.ts';

/** A component in the registry (C1): what it is, and how an instance of it is made. */
export interface Component {
  readonly description: ComponentDescription;
  /** @throws AppError when no instance can be made: no sandbox, code that does not load, config that does not fit */
  createInstance(options: InstanceOptions): Promise<ComponentInstance>;
}

/** What an instance of a component is made for, and with. */
export interface InstanceOptions {
  /** The node's id, or the actor's name in a direct call. */
  readonly actorId: string;
  readonly graph: string | null;
  /** Whole floats are `WholeFloat` in it (M3). */
  readonly config: Metadata;
  readonly state: StateScope;
  /** The node's own limits (`metadata.limits`). */
  readonly limits: WrittenLimits;
  readonly environment: Readonly<Record<string, string>>;
  /** The node's `metadata.runtime`: an address of another runtime server places it there. */
  readonly runtime?: Value | undefined;
  readonly host: InstanceHost;
  readonly signal?: AbortSignal;
}

/** What an instance tells whoever runs it, outside any firing. */
export interface InstanceHost {
  log(level: LogLevel, text: string): void;
  /** New code does not load and the old goes on (S8); null when it was mended. */
  staleCode(problem: string | null): void;
  /**
   * Settles with true when nothing is on its way in the network but what sources have yet to send, with false when the network was
   * stopped before; missing outside networks.
   */
  whenDrained?(): Promise<boolean>;
  /** Whether the network ends once it has done everything with what its sources sent. */
  isDraining?(): boolean;
}

/**
 * One node's own component (C6). It runs firings one after another, in the order in which they were handed over.
 */
export interface ComponentInstance extends AsyncDisposable {
  /** How many firings may be outstanding: more than one lets a remote instance work without waiting for the host. */
  readonly capacity: number;
  /** Begins (or queues) a firing. Never throws; the firing's `complete` is called exactly once, perhaps before this returns. */
  fire(firing: Firing): void;
  /** Back-pressure: while held, the instance must produce no more outputs than it already has under way (N1). */
  hold(held: boolean): void;
  /**
   * The sandbox that it shares with other instances, while one of them is held and has sent all that may be kept for it (N1), so that
   * all of them wait; undefined at all other times.
   */
  readonly stuck?: { readonly sandbox: object; /** It is that one. */ readonly isCause: boolean } | undefined;
  /** Ends the running firing with a failure: it waits for room that only a firing behind it could make. */
  giveUp?(failure: ActorFailure): void;
  /** Ends the running firing as soon as possible; those that wait are completed with a failure of type `Cancelled`. */
  cancel(): void;
}

/** One run of an actor over one set of messages. The instance calls the methods; all outputs come before `complete`. */
export interface Firing {
  readonly inputs: ReadonlyMap<string, Packet>;
  /** All inputs as one JSON object, port → message, where whoever fires has that text anyway. */
  readonly inputsText?: string | undefined;
  /** Its step on the path of its messages, while they are traced (O2). */
  readonly trace?: FiringTrace | undefined;
  /** What `context.timestamp` says, in milliseconds since the epoch; the present time where missing. */
  readonly timestamp?: number | undefined;
  /** `returned`: from a returned mapping, not from `send_output`. */
  emit(port: string, packet: Packet, returned: boolean): void;
  log(level: LogLevel, text: string, timestamp: number): void;
  complete(failure?: ActorFailure): void;
}
