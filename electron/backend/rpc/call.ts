import type { Notifications } from '#shared/rpc/contract.ts';
import { AppError, toRpcError, type RpcErrorObject } from '#shared/rpc/errors.ts';
import type { Listed } from './callList.ts';
import type { RequestId } from './envelope.ts';
import type { CallContext, Caller, Spliced } from './handlers.ts';
import { writeAnswer } from './rawJson.ts';

export type Outcome = { readonly result: unknown } | { readonly error: RpcErrorObject };

/** One call under way. It is settled once: by its handler, or by being cancelled. */
export class Call implements CallContext, Listed {
  previous: Listed | undefined;
  next: Listed | undefined;
  private abortion: AbortController | undefined;
  private abortedBecause: AppError | undefined;
  private readonly abortListeners: (() => void)[] = [];
  private settled = false;

  constructor(
    readonly connection: Caller,
    readonly requestId: RequestId | undefined,
    private readonly done: (outcome: Outcome) => void,
  ) {}

  /** Made when first asked for: most calls end without it. */
  get signal(): AbortSignal {
    if (!this.abortion) {
      this.abortion = new AbortController();
      if (this.abortedBecause) this.abortion.abort(this.abortedBecause);
    }
    return this.abortion.signal;
  }

  whenAborted(listener: () => void): void {
    if (this.abortedBecause) listener();
    else this.abortListeners.push(listener);
  }

  notify<N extends keyof Notifications>(method: N, params: Spliced<Notifications[N]>): void {
    if (!this.settled) this.connection.notify(method, params);
  }

  succeed(result: unknown): void {
    this.settle({ result });
  }

  fail(error: RpcErrorObject): void {
    this.settle({ error });
  }

  cancel(): void {
    this.abort(`The request ${writeAnswer(this.requestId)} was cancelled.`);
  }

  abort(reason: string): void {
    if (this.settled) return;
    this.abortedBecause = new AppError('cancelled', reason);
    this.settle({ error: toRpcError(this.abortedBecause) });
    this.abortion?.abort(this.abortedBecause);
    for (const listener of this.abortListeners) listener();
  }

  private settle(outcome: Outcome): void {
    if (this.settled) return;
    this.settled = true;
    this.done(outcome);
  }
}
