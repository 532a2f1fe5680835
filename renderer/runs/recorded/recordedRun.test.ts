import { describe, expect, it } from 'vitest';
import type { RunFailure, RunMessage, RunPage, RunSummary } from '#shared/rpc/live/recording.ts';
import { placeOf, runEntries, searchFailures, stepFrom } from './runEntries.ts';
import { RunLoader, type RunPages } from './runLoader.ts';

it('[E7, N8] failures stand among the messages of a recorded run where they happened; those after what is listed wait', () => {
  const message = (id: number) => ({ id }) as RunMessage;
  const failure = (after: number) => ({ after, timestamp: after }) as RunFailure;
  const order = (more: boolean) =>
    runEntries([message(1), message(2), message(4)], [failure(9), failure(2), failure(4)], more).map((entry) =>
      entry.kind === 'message' ? entry.message.id : `after ${entry.failure.after}`,
    );
  expect(order(true)).toEqual([1, 2, 'after 2', 4, 'after 4']);
  expect(order(false)).toEqual([1, 2, 'after 2', 4, 'after 4', 'after 9']);
});

describe('walking through a recorded run', () => {
  const failure = {
    node: 'mean',
    after: 5,
    timestamp: 5,
    causes: [4],
    error: { type: 'ValueError', message: 'Too hot', port: 'in' },
  };
  const failures = [failure as RunFailure];
  const entries = runEntries(
    [2, 4, 6].map((id) => ({ id }) as RunMessage),
    failures,
    false,
  );
  const walked = (from: Parameters<typeof stepFrom>[1], by: number) => {
    const place = placeOf(entries[stepFrom(entries, from, by)]!);
    return place.kind === 'failure' ? 'failure' : place.id;
  };

  it('[E7] steps go over messages and failures alike, and stay within the run', () => {
    expect([walked({ kind: 'message', id: 4 }, 1), walked({ kind: 'message', id: 6 }, -1)]).toEqual([
      'failure',
      'failure',
    ]);
    expect([walked(placeOf(entries[2]!), 1), walked(placeOf(entries[2]!), -1)]).toEqual([6, 4]);
    expect([walked({ kind: 'message', id: 2 }, -1), walked({ kind: 'message', id: 2 }, Infinity)]).toEqual([2, 6]);
    expect(walked(undefined, 1)).toBe(2);
  });

  it('[E7] a step from a message that is not listed leads to its nearest neighbour', () => {
    expect([walked({ kind: 'message', id: 3 }, 1), walked({ kind: 'message', id: 3 }, -1)]).toEqual([4, 2]);
    expect([walked({ kind: 'message', id: 9 }, 1), walked({ kind: 'message', id: 1 }, -1)]).toEqual([6, 2]);
  });

  it('[E7] failures are searched by the title of their node and by what went wrong', () => {
    const found = (search: string) => searchFailures(failures, search, () => 'Rolling mean').length;
    expect([found('rolling HOT'), found('mean.in'), found('cold')]).toEqual([1, 0, 0]);
  });
});

describe('a recorded run that goes on', () => {
  /** A run of messages by their ids, in pages, and what of it is shown. */
  function growing(recording: RunSummary['recording'], ids: number[]) {
    const shown: RunPages[] = [];
    const run = (): RunSummary => ({ recording, messages: ids.length, failures: 0, endedAt: null }) as RunSummary;
    const fetch = async (after: number, limit: number): Promise<RunPage> => {
      const left = ids.toSorted((a, b) => a - b).filter((id) => id > after);
      const messages = left.slice(0, limit).map((id) => ({ id }) as RunMessage);
      return { run: run(), messages, reached: messages.at(-1)?.id ?? after, more: left.length > limit, failures: [] };
    };
    const loader = new RunLoader(
      fetch,
      (pages) => shown.push(pages),
      (error) => expect.fail(String(error)),
    );
    loader.loadMore();
    const listed = () => shown.at(-1)?.messages.map(({ id }) => id);
    return { loader, listed, follow: () => loader.follow(run()), shown };
  }

  it('[N8, E7] shows what comes to it at its end, and nothing is fetched that is shown already', async () => {
    const ids = [1, 2, 3];
    const { listed, follow, shown } = growing('all', ids);
    await expect.poll(listed).toEqual([1, 2, 3]);
    follow();
    ids.push(4, 5);
    follow();
    await expect.poll(listed).toEqual([1, 2, 3, 4, 5]);
    expect(shown).toHaveLength(2);
  });

  it('[N8, E7] shows the earlier messages that a failure brings, in their place', async () => {
    const ids = [5, 6];
    const { listed, follow } = growing('failure', ids);
    await expect.poll(listed).toEqual([5, 6]);
    ids.push(2, 9);
    follow();
    await expect.poll(listed).toEqual([2, 5, 6, 9]);
  });

  it('[N8] what comes behind pages that nobody has asked for yet waits for them', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => index + 1);
    const { loader, listed, follow, shown } = growing('all', ids);
    await expect.poll(() => listed()?.length).toBe(200);
    ids.push(251);
    follow();
    expect(shown.at(-1)?.run.messages).toBe(251);
    expect(listed()).toHaveLength(200);
    loader.loadMore();
    await expect.poll(() => listed()?.length).toBe(251);
  });
});
