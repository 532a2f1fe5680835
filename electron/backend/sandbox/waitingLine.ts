import type { AppError } from '#shared/rpc/errors.ts';

/** Those who wait for something, served in the order in which they came; each waits until its deadline or its signal. */
export class WaitingLine<Request, Grant> {
  private readonly waiting: Waiter<Request, Grant>[] = [];

  get length(): number {
    return this.waiting.length;
  }

  /**
   * @param deadline milliseconds
   * @param late the error at the deadline, made when it has come
   */
  wait(request: Request, deadline: number, late: () => AppError, signal?: AbortSignal): Promise<Grant> {
    return new Promise((resolve, reject) => {
      const leave = (reason: unknown) => {
        settle();
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
        reject(reason);
      };
      const onAbort = () => leave(signal!.reason);
      const timer = setTimeout(() => leave(late()), deadline);
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter<Request, Grant> = { request, resolve, reject, settle };
      if (signal?.aborted) {
        clearTimeout(timer);
        reject(signal.reason);
        return;
      }
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(waiter);
    });
  }

  /** What the first in line wants. */
  first(): Request | undefined {
    return this.waiting[0]?.request;
  }

  /** Takes the first out of the line, to be given what it wants or an error. */
  take(): { resolve(grant: Grant): void; reject(reason: unknown): void } {
    const waiter = this.waiting.shift()!;
    waiter.settle();
    return waiter;
  }

  /** Gives whoever in the line can be served at once, whatever those before wait for, what they want. */
  giveEach(grantFor: (request: Request) => Grant | undefined): void {
    for (const waiter of [...this.waiting]) {
      const grant = grantFor(waiter.request);
      if (grant === undefined) continue;
      this.waiting.splice(this.waiting.indexOf(waiter), 1);
      waiter.settle();
      waiter.resolve(grant);
    }
  }

  /** Sends everybody away. */
  clear(reason: unknown): void {
    while (this.waiting.length > 0) this.take().reject(reason);
  }
}

interface Waiter<Request, Grant> {
  request: Request;
  resolve: (grant: Grant) => void;
  reject: (reason: unknown) => void;
  settle: () => void;
}
