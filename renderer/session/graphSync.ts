import type { Client } from '#shared/rpc/client.ts';
import { EditConflict } from '#shared/graph/graphEdit.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { Topics } from '#shared/rpc/live/topics.ts';
import { applyRemoteEdits, confirmStep, reopenTab, tabOf } from './graphTab.ts';
import type { SessionStore } from './session.ts';
import { findTab, withTab } from './tabs.ts';

type GraphNews = Topics['graph']['data'];
type EditedNews = Extract<GraphNews, { kind: 'edited' }>;

/**
 * Sends the steps made here to the server, one at a time for each graph, and takes in what others change. While a step is under way,
 * news of edits waits for its answer: only the answer's revision tells our own edit from another's.
 */
export class GraphSync {
  private readonly sending = new Map<string, Promise<void>>();
  private readonly heldBack = new Map<string, EditedNews[]>();

  constructor(
    private readonly store: SessionStore,
    private readonly client: () => Client,
  ) {}

  /** Sends what is pending; answers when all of it has been taken, or when the connection is lost. */
  push(path: string): Promise<void> {
    const running = this.sending.get(path);
    if (running) return running;
    if (!findTab(this.store.getState(), path)?.pending[0]) return Promise.resolve();
    const sending = this.sendAll(path);
    this.sending.set(path, sending);
    return sending;
  }

  heard(path: string, news: GraphNews): void {
    switch (news.kind) {
      case 'edited':
        if (this.sending.has(path)) this.heldBack.set(path, [...(this.heldBack.get(path) ?? []), news]);
        else this.takeIn(path, news);
        return;
      case 'saved':
        return this.change(path, (tab) => ({ ...tab, savedRevision: news.revision, conflict: null }));
      case 'problems':
        return this.change(path, (tab) => ({ ...tab, problems: news.problems }));
      case 'changedOnDisk':
        return this.store
          .getState()
          .notify(
            news.conflict
              ? `${path} was changed on disk while it was edited here. Saving shows both.`
              : `${path} was changed on disk and loaded again.`,
          );
    }
  }

  /** Opens the graph again and keeps what was not sent yet, where it fits. */
  async reopen(path: string): Promise<void> {
    const opened = await this.client().call('graph.open', { path });
    try {
      this.change(path, (tab) => reopenTab(tab, opened));
    } catch (error) {
      if (!(error instanceof EditConflict)) throw error;
      this.change(path, ({ within }) => tabOf(opened, within));
      this.store
        .getState()
        .notify(`${path} was changed elsewhere; the last edits made here no longer fit: ${error.message}.`);
    }
    void this.push(path);
  }

  /** Waits at least once. Its end is noted in the same turn in which nothing was pending, so that no step falls between. */
  private async sendAll(path: string): Promise<void> {
    try {
      for (;;) {
        const tab = findTab(this.store.getState(), path);
        const step = tab?.pending[0];
        if (!tab || !step) return;
        const { revision } = await this.client().call('graph.edit', { path, revision: tab.revision, ...step });
        this.confirmed(path, revision);
      }
    } catch (error) {
      if (error instanceof AppError && error.code === 'cancelled') return;
      this.heldBack.delete(path);
      this.store.getState().notifyError(error);
      await this.discardPending(path);
    } finally {
      this.sending.delete(path);
    }
  }

  private confirmed(path: string, revision: number): void {
    const news = this.heldBack.get(path) ?? [];
    this.heldBack.delete(path);
    for (const one of news) if (one.revision < revision) this.takeIn(path, one);
    this.change(path, (tab) => confirmStep(tab, revision));
    for (const one of news) if (one.revision > revision) this.takeIn(path, one);
  }

  private takeIn(path: string, { edits, revision }: EditedNews): void {
    const tab = findTab(this.store.getState(), path);
    if (!tab || revision <= tab.revision) return;
    try {
      this.change(path, () => applyRemoteEdits(tab, edits, revision));
    } catch (error) {
      if (!(error instanceof EditConflict)) throw error;
      void this.discardPending(path);
    }
  }

  /** The server's graph is the truth when the two do not fit: shows it as it is there. */
  private async discardPending(path: string): Promise<void> {
    try {
      const opened = await this.client().call('graph.open', { path });
      this.change(path, ({ within }) => tabOf(opened, within));
    } catch (error) {
      this.store.getState().notifyError(error);
    }
  }

  private change(path: string, change: Parameters<typeof withTab>[2]): void {
    this.store.setState((state) => withTab(state, path, change));
  }
}
