import { AppError } from '#shared/rpc/errors.ts';

/** Starts of graphs that are being prepared: a stop that comes meanwhile ends them before they begin (N6). */
export class PendingStarts {
  private readonly pending = new Map<AbortController, string>();

  /** @param prepare gets a signal that is aborted, with an AppError `cancelled`, when it is given up */
  async during<T>(path: string, prepare: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const abortion = new AbortController();
    this.pending.set(abortion, path);
    try {
      return await prepare(abortion.signal);
    } finally {
      this.pending.delete(abortion);
    }
  }

  /** @param path of a graph; those of all graphs where it is missing. @returns whether there was a start */
  giveUp(path?: string): boolean {
    const meant = [...this.pending].filter(([, each]) => path === undefined || each === path);
    for (const [abortion, each] of meant)
      abortion.abort(new AppError('cancelled', `${each} was stopped before it ran.`));
    return meant.length > 0;
  }
}
