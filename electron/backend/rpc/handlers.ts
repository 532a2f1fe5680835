import type { z } from 'zod';
import type { Contract, Notifications } from '#shared/rpc/contract.ts';
import type { RequestId } from './envelope.ts';
import type { RawJson } from '#shared/message/jsonText.ts';

/** A table of methods as shared/rpc/contract.ts is one. */
export type MethodTable = Readonly<
  Record<
    string,
    {
      readonly params: z.ZodType;
      readonly result: unknown;
      readonly access: 'public' | 'editor';
      /** True for params that need no parsing: they have the schema's output form already. */
      readonly isUsual?: ((params: unknown) => boolean) | undefined;
    }
  >
>;

/** What a handler returns that calls `succeed` or `fail` itself: many calls under way then need no promises. */
export const answersLater: unique symbol = Symbol('answers later');

/** The server's side of a table: one function a method. A result may be JSON text already (`RawJson`). */
export type HandlersFor<Table extends MethodTable> = {
  readonly [M in keyof Table]: (
    params: z.output<Table[M]['params']>,
    context: CallContext,
  ) => Table[M]['result'] | RawJson | Promise<Table[M]['result'] | RawJson> | typeof answersLater;
};

/** The server's side of the whole contract. */
export type Handlers = HandlersFor<Contract>;

/** What a connection may do. */
export interface Rights {
  /** May call the editor's methods (R4). */
  readonly editor: boolean;
}

/** The connection a call came over. */
export interface Caller {
  readonly rights: Rights;
  /** Sends a notification; params may hold `RawJson`. */
  notify<N extends keyof Notifications>(method: N, params: Spliced<Notifications[N]>): void;
  /** Cancels a call of this connection: it is answered at once, and its handler's signal is aborted. */
  cancel(id: RequestId): boolean;
  /** Whether the client does not take what it is sent as fast as it comes: whoever makes it should wait for `whenWritable`. */
  readonly congested: boolean;
  whenWritable(): Promise<void>;
  /** Runs when the connection has ended, at once if it has already. */
  whenClosed(listener: () => void): Disposable;
}

/** Told when a call is cancelled or its connection is gone. */
export interface AbortListener {
  aborted(): void;
}

/** What a handler knows of the call it answers. */
export interface CallContext {
  readonly connection: Caller;
  /** Undefined for a notification, which gets no answer. */
  readonly requestId: RequestId | undefined;
  /** The request's id as JSON text, as it came; `null` where it has none. */
  readonly idText: string;
  /** The text of `params.payload`, where what was parsed does not say all of it (M3). */
  readonly payloadText: string | undefined;
  /** The text of another member of the params, as `payloadText`. */
  textOf(name: string): string | undefined;
  /** Aborted by `cancel {id}` and by the end of the connection. */
  readonly signal: AbortSignal;
  /** Has one listener told once the call is aborted. Far cheaper than `signal` where calls are many. */
  whenAborted(listener: AbortListener): void;
  /** Sends a notification to the connection that called, until the call is answered. */
  notify<N extends keyof Notifications>(method: N, params: Spliced<Notifications[N]>): void;
  /** For handlers that returned `answersLater`. A call that was cancelled is settled already; then nothing happens. */
  succeed(result: unknown): void;
  fail(failure: unknown): void;
}

/** Params of a notification, of which all or any may be JSON text already. */
export type Spliced<Params> = RawJson | { readonly [K in keyof Params]: Params[K] | RawJson };
