import type { RecordedMessage } from '#shared/rpc/live/recording.ts';

/** Messages whose node, by its id or title, port or value holds every word. */
export function searchMessages(
  messages: readonly RecordedMessage[],
  search: string,
  titleOf: (node: string) => string,
): readonly RecordedMessage[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return messages;
  return messages.filter(({ node, port, preview }) => {
    const text = `${node}.${port} ${titleOf(node)}.${port} ${preview.json}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
