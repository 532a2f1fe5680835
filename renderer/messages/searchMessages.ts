import type { RecordedMessage } from '#shared/rpc/live/recording.ts';

/** Messages whose node, port or value holds every word. */
export function searchMessages(messages: readonly RecordedMessage[], search: string): readonly RecordedMessage[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return messages;
  return messages.filter(({ node, port, preview }) => {
    const text = `${node}.${port} ${preview.json}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
