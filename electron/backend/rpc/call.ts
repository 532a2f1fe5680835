import { memberText } from '#shared/message/jsonPlaces.ts';
import type { Notifications } from '#shared/rpc/contract.ts';
import { AppError, toRpcError, type RpcErrorObject } from '#shared/rpc/errors.ts';
import type { Listed } from './callList.ts';
import { writeError, writeId, writeResult, type RequestId } from './envelope.ts';
import type { WrittenTexts } from './writtenTexts.ts';
import type { AbortListener, CallContext, Caller, Spliced } from './handlers.ts';

/** Where the answers of calls go. */
export interface AnswerSink extends Caller {
  /** @param answer the call's JSON text; undefined for a notification, which gets none */
  answered(call: Call, answer: string | undefined): void;
}

/** Who hears how calls end. */
export interface CallObserver {
  /** Something was thrown that is no AppError: a mistake in this program. */
  reportDefect(method: string, defect: unknown): void;
  ended(call: Call, failed: boolean): void;
}

/** The calls of one frame: their answers leave together, in the order of the calls. */
export interface Frame {
  readonly bytes: number;
  readonly isBatch: boolean;
  /** How many there are. */
  readonly length: number;
  readonly answers: (string | undefined)[];
  /** What the calls' parsed forms do not say, where there is something (M3). */
  readonly written: readonly WrittenTexts[] | undefined;
  /** Calls that have no answer yet. */
  missing: number;
}

/** One call under way. It is settled once: by its handler, or by being cancelled. */
export class Call implements CallContext, Listed {
  previous: Listed | undefined;
  next: Listed | undefined;
  /** The method, once it is known to be one. */
  method: string | undefined;
  /** When it began, on `performance.now`'s clock. */
  began = 0;
  private abortion: AbortController | undefined;
  private abortedBecause: AppError | undefined;
  private abortListener: AbortListener | undefined;
  private settled = false;

  constructor(
    readonly connection: AnswerSink,
    readonly requestId: RequestId | undefined,
    readonly frame: Frame,
    /** The call's place in its frame. */
    readonly index: number,
    private readonly observer: CallObserver,
  ) {}

  get payloadText(): string | undefined {
    return this.frame.written?.[this.index]?.payload;
  }

  textOf(name: string): string | undefined {
    const { params, data } = this.frame.written?.[this.index] ?? {};
    if (name === 'data' && data !== undefined) return data;
    return params === undefined ? undefined : memberText(params, name);
  }

  get idText(): string {
    return this.frame.written?.[this.index]?.id ?? writeId(this.requestId ?? null);
  }

  /** Made when first asked for: most calls end without it. */
  get signal(): AbortSignal {
    if (!this.abortion) {
      this.abortion = new AbortController();
      if (this.abortedBecause) this.abortion.abort(this.abortedBecause);
    }
    return this.abortion.signal;
  }

  whenAborted(listener: AbortListener): void {
    if (this.abortedBecause) listener.aborted();
    else this.abortListener = listener;
  }

  notify<N extends keyof Notifications>(method: N, params: Spliced<Notifications[N]>): void {
    if (!this.settled) this.connection.notify(method, params);
  }

  succeed(result: unknown): void {
    if (this.settled) return;
    let answer: string | undefined;
    let failed = false;
    if (this.requestId !== undefined) {
      try {
        answer = writeResult(this.idText, result);
      } catch (defect) {
        this.observer.reportDefect(this.method ?? '', defect);
        answer = writeError(this.idText, toRpcError(defect));
        failed = true;
      }
    }
    this.settle(answer, failed);
  }

  fail(failure: unknown): void {
    if (!(failure instanceof AppError)) this.observer.reportDefect(this.method ?? '', failure);
    this.failWith(toRpcError(failure));
  }

  failWith(error: RpcErrorObject): void {
    if (this.settled) return;
    this.settle(this.requestId === undefined ? undefined : writeError(this.idText, error), true);
  }

  cancel(): void {
    this.abort(`The request ${this.idText} was cancelled.`);
  }

  abort(reason: string): void {
    if (this.settled) return;
    this.abortedBecause = new AppError('cancelled', reason);
    this.failWith(toRpcError(this.abortedBecause));
    this.abortion?.abort(this.abortedBecause);
    this.abortListener?.aborted();
  }

  private settle(answer: string | undefined, failed: boolean): void {
    this.settled = true;
    this.connection.answered(this, answer);
    this.observer.ended(this, failed);
  }
}
