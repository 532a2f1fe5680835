import { describe, expect, it } from 'vitest';
import { previewOf } from '#shared/message/preview.ts';
import type { RecordedMessage } from '#shared/rpc/live/recording.ts';
import { searchMessages } from './searchMessages.ts';
import { mergeMessages } from './useMessages.ts';

const message = (id: number, data: string, port = 'out', sequence = id): RecordedMessage => ({
  ...{ id, causes: [], sequence, node: 'mean', port, timestamp: 0 },
  preview: previewOf({ type: 'String', data }, JSON.stringify(data)),
});
const ids = (messages: readonly RecordedMessage[]) => messages.map(({ id }) => id);

describe('messages that are collected', () => {
  it('[E6] those that come twice, or late, are kept once and in order', () => {
    const known = [message(1, 'a'), message(2, 'b')];
    const merged = mergeMessages(known, [message(2, 'b'), message(4, 'd'), message(3, 'c')], 3);
    expect(ids(merged)).toEqual([2, 3, 4]);
    expect(ids(mergeMessages(merged, [message(5, 'e')], 3))).toEqual([3, 4, 5]);
  });

  it('[E6] those of several outports, which number theirs each from 1, are all kept', () => {
    const arrived = [message(1, 'a', 'low', 1), message(2, 'b', 'high', 1), message(3, 'c', 'low', 2)];
    expect(ids(mergeMessages([], arrived, 10))).toEqual([1, 2, 3]);
  });

  it('[E6] they are searched by every word, in the value or where they came from', () => {
    const messages = [message(1, 'rain in Seattle'), message(2, 'sun in Seattle', 'clear')];
    const titleOf = () => 'Rolling mean';
    expect(ids(searchMessages(messages, 'rolling sun', titleOf))).toEqual([2]);
    expect(ids(searchMessages(messages, 'seattle SUN', titleOf))).toEqual([2]);
    expect(ids(searchMessages(messages, 'mean.clear', titleOf))).toEqual([2]);
    expect(searchMessages(messages, '', titleOf)).toHaveLength(2);
  });
});
