import type { RunFailure, RunMessage, RunPage, RunSummary } from '#shared/rpc/live/recording.ts';

/** What of a recorded run is here. */
export interface RunPages {
  readonly run: RunSummary;
  /** In their order, those that a search finds. */
  readonly messages: readonly RunMessage[];
  /** All of the run. */
  readonly failures: readonly RunFailure[];
  /** Id of the last message that was looked at. */
  readonly reached: number;
  /** Whether there are messages after that. */
  readonly more: boolean;
}

/** How many messages are fetched together. */
export const pageSize = 200;

/** Fetches a recorded run page by page, one page at a time. */
export class RunLoader implements Disposable {
  private known: RunPages | undefined;
  private isLoading = false;
  private isOver = false;

  constructor(
    private readonly fetch: (after: number) => Promise<RunPage>,
    private readonly show: (pages: RunPages) => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Fetches the next page; does nothing while one is on its way, or when there is none. */
  loadMore(): void {
    if (this.isLoading || this.isOver || this.known?.more === false) return;
    this.isLoading = true;
    void this.load()
      .catch(this.failed)
      .finally(() => (this.isLoading = false));
  }

  [Symbol.dispose](): void {
    this.isOver = true;
  }

  /** A search may look through many messages before it has found a page. */
  private async load(): Promise<void> {
    const wanted = (this.known?.messages.length ?? 0) + pageSize;
    do {
      const page = await this.fetch(this.known?.reached ?? 0);
      if (this.isOver) return;
      this.known = { ...page, messages: [...(this.known?.messages ?? []), ...page.messages] };
      this.show(this.known);
    } while (this.known.more && this.known.messages.length < wanted);
  }
}
