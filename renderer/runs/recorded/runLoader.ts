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
  /** What nodes were called in the run, by their ids, where that is not their id. */
  readonly titles: Readonly<Record<string, string>>;
}

/** How many messages are fetched together, and at most. */
export const pageSize = 200;
const largestPage = 10_000;

/** Fetches a recorded run page by page, one page at a time, and what comes to it while it goes on. */
export class RunLoader implements Disposable {
  private known: RunPages | undefined;
  /** The run as it was last heard of, unless it was fetched since. */
  private heard: RunSummary | undefined;
  private isLoading = false;
  private isOver = false;

  constructor(
    private readonly fetch: (after: number, limit: number) => Promise<RunPage>,
    private readonly show: (pages: RunPages) => void,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Fetches the next page; does nothing while one is on its way, or when there is none. */
  loadMore(): void {
    if (this.known?.more === false) return;
    this.startLoading();
  }

  /** The run is so by now: what came to it since is fetched, unless there was more to be fetched anyway. */
  follow(run: RunSummary): void {
    this.heard = run;
    const { known } = this;
    if (known?.more) this.show((this.known = { ...known, run }));
    else if (this.isBehind()) this.startLoading();
  }

  [Symbol.dispose](): void {
    this.isOver = true;
  }

  private startLoading(): void {
    if (this.isLoading || this.isOver) return;
    this.isLoading = true;
    void this.load()
      .catch(this.failed)
      .finally(() => (this.isLoading = false));
  }

  /** A search may look through many messages before it has found a page. */
  private async load(): Promise<void> {
    if (this.isBehind() && this.known?.run.recording === 'failure') await this.loadAnew();
    const wanted = (this.known?.messages.length ?? 0) + pageSize;
    do {
      const page = await this.fetchPage(this.known?.reached ?? 0, pageSize);
      if (this.isOver) return;
      const { messages = [], titles = {} } = this.known ?? {};
      this.known = { ...page, messages: [...messages, ...page.messages], titles: page.titles ?? titles };
      this.show(this.known);
    } while (this.isBehind() || (this.known.more && this.known.messages.length < wanted));
  }

  /** Where messages are kept for the failures that they led to, a failure may bring earlier ones. */
  private async loadAnew(): Promise<void> {
    const limit = Math.min(largestPage, (this.known?.messages.length ?? 0) + pageSize);
    const page = await this.fetchPage(0, limit);
    if (!this.isOver) this.known = { ...page, titles: page.titles ?? {} };
  }

  private async fetchPage(after: number, limit: number): Promise<RunPage> {
    const { heard } = this;
    const page = await this.fetch(after, limit);
    if (this.heard === heard) this.heard = undefined;
    return page;
  }

  /** Whether the run is said to have more than all that was fetched. */
  private isBehind(): boolean {
    const { known, heard } = this;
    if (!known || !heard || known.more) return false;
    const { run } = known;
    return heard.messages > run.messages || heard.failures > run.failures || (heard.endedAt !== null && !run.endedAt);
  }
}
