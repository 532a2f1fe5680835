import type { NetworkEvent } from '#shared/rpc/live/networkEvent.ts';
import type { NodePort } from '#shared/rpc/live/recording.ts';
import type { Topics } from '#shared/rpc/live/topics.ts';
import { disposable } from '../../system/lifetime.ts';
import { newestMessages } from './newestMessages.ts';
import type { Outlet } from '../outlet.ts';
import type { Recordings } from '../recording/recordings.ts';
import { outletsAt } from './run.ts';
import type { Runs } from './runs.ts';
import { recordedMessage } from './runViews.ts';
import { StatusChanges } from './statusChanges.ts';
import type { SubgraphView } from '../subgraph/subgraphView.ts';

/** How often watchers look, in milliseconds: often enough to look live, seldom enough to cost little. */
const lookInterval = 100;
const mostMessagesAtOnce = 200;
const mostLettersAtOnce = 100;
const mostEventsAtOnce = 10_000;

export interface RunWatcherHost {
  graphName(path: string): Promise<string>;
  /** Takes secrets out of what is shown (N12). */
  redact<Data>(data: Data): Data;
}

type Deliver<T extends keyof Topics> = (data: Topics[T]['data']) => void;

/**
 * Live views of runs (N5, N13). Watchers look at counters and last values that are kept anyway, so a message costs the same whether
 * or not somebody watches; only events are told one by one, only while somebody listens, and not more of them than a window can bear.
 */
export class RunWatcher {
  constructor(
    private readonly runs: Runs,
    private readonly recordings: Recordings,
    private readonly host: RunWatcherHost,
  ) {}

  status({ path }: Topics['network']['params'], deliver: Deliver<'network'>): Disposable {
    return everyChange(() => this.runs.status(path), deliver);
  }

  changes({ path }: Topics['networkChanges']['params'], deliver: Deliver<'networkChanges'>): Disposable {
    const changes = new StatusChanges();
    return everyLook(() => {
      const news = changes.next(this.runs.status(path));
      if (news) deliver(news);
    });
  }

  /** Last values, only of outports that sent something since the last look. */
  values({ path, nodes, ports }: Topics['values']['params'], deliver: Deliver<'values'>): Disposable {
    const wantedNodes = nodes && new Set(nodes);
    let wanted: Set<string> | undefined;
    let seen = new Map<Outlet, number>();
    let runId: string | undefined;
    let view: SubgraphView | undefined;
    return everyLook(() => {
      const run = this.runs.run(path);
      if (!run) return;
      if (run.id !== runId) seen = new Map();
      runId = run.id;
      // With an edit the ports of a subgraph may be those of other nodes inside it.
      if (run.view !== view)
        wanted = ports && new Set(ports.map(({ node, port }) => keyOf(run.view.outlet(node, port))));
      view = run.view;
      const values: Topics['values']['data']['values'] = [];
      for (const outlet of outletsAt(run, undefined)) {
        const before = seen.get(outlet) ?? 0;
        const { last, count } = outlet.history;
        if (!last || count === before || (wanted && !wanted.has(keyOf(outlet)))) continue;
        const places = [outlet, ...run.view.outerOutlets(outlet.node, outlet.port)].filter(
          (place) => !wantedNodes || wantedNodes.has(place.node),
        );
        if (places.length === 0) continue;
        seen.set(outlet, count);
        const { preview, timestamp } = recordedMessage(outlet, last);
        for (const { node, port } of places)
          values.push({ node, port, preview, count: count - before, total: count, timestamp });
      }
      if (values.length > 0) deliver({ values });
    });
  }

  /** New messages of one node or of all, the newest when there are too many; the history so far comes first. */
  messages({ path, node }: Topics['messages']['params'], deliver: Deliver<'messages'>): Disposable {
    let last = 0;
    let runId = this.runs.run(path)?.id;
    // What went by before anybody watched was not skipped.
    let counted = runId === undefined ? 0 : undefined;
    return everyLook(() => {
      const run = this.runs.run(path);
      if (!run) return;
      if (run.id !== runId) last = counted = 0;
      runId = run.id;
      const outlets = outletsAt(run, node);
      const newest = newestMessages(outlets, last, mostMessagesAtOnce);
      if (newest.length === 0) return;
      last = newest.at(-1)!.message.id;
      const count = outlets.reduce((sum, { history }) => sum + history.count, 0);
      const skipped = counted === undefined ? 0 : Math.max(0, count - counted - newest.length);
      counted = count;
      deliver({ messages: newest.map(({ outlet, message }) => recordedMessage(outlet, message)), skipped });
    });
  }

  events({ path }: Topics['events']['params'], deliver: Deliver<'events'>): Disposable {
    let events: NetworkEvent[] = [];
    let skipped = 0;
    const gather = (event: NetworkEvent): void => {
      if (events.length < mostEventsAtOnce || event._type.startsWith('Network')) events.push(event);
      else skipped++;
    };
    let attached: Disposable | undefined;
    let runId: string | undefined;
    const attach = (): void => {
      const run = this.runs.run(path);
      if (!run || run.id === runId) return;
      runId = run.id;
      attached?.[Symbol.dispose]();
      attached = run.network.onEvent(gather);
    };
    const starts = this.runs.onStart(attach);
    attach();
    const looking = everyLook(() => {
      if (events.length === 0) return;
      deliver({ events: this.host.redact(events), skipped });
      events = [];
      skipped = 0;
    });
    return disposable(() => {
      starts[Symbol.dispose]();
      attached?.[Symbol.dispose]();
      looking[Symbol.dispose]();
    });
  }

  breakpoints({ path }: Topics['breakpoints']['params'], deliver: Deliver<'breakpoints'>): Disposable {
    return everyChange(() => ({ breakpoints: this.runs.breakpoints.list(path) }), deliver);
  }

  async deadLetters({ path }: Topics['deadLetters']['params'], deliver: Deliver<'deadLetters'>): Promise<Disposable> {
    const graph = await this.host.graphName(path);
    const { deadLetters } = this.recordings;
    return everyRevision(
      () => deadLetters.revision,
      () => deliver(deadLetters.list(graph, mostLettersAtOnce)),
    );
  }

  recorded({ path }: Topics['runs']['params'], deliver: Deliver<'runs'>): Disposable {
    return everyRevision(
      () => this.recordings.revision,
      () => deliver({ runs: this.recordings.list(path) }),
    );
  }
}

function keyOf({ node, port }: NodePort): string {
  return `${node}\n${port}`;
}

function everyLook(look: () => void): Disposable {
  look();
  const timer = setInterval(look, lookInterval);
  timer.unref();
  return disposable(() => clearInterval(timer));
}

function everyRevision(revision: () => number, tell: () => void): Disposable {
  let told = -1;
  return everyLook(() => {
    const now = revision();
    if (now === told) return;
    told = now;
    tell();
  });
}

function everyChange<T>(look: () => T, deliver: (data: T) => void): Disposable {
  let last = '';
  return everyLook(() => {
    const data = look();
    const text = JSON.stringify(data);
    if (text === last) return;
    last = text;
    deliver(data);
  });
}
