import type { RunPage } from '#shared/rpc/live/recording.ts';
import { isAt } from '../runs/runViews.ts';
import { describeMessage, type StoredMessage } from './runRecords.ts';

/** Which messages of a run are asked for; see `runs.open`. */
export interface RunPageRequest {
  after?: number | undefined;
  limit?: number | undefined;
  node?: string | undefined;
  search?: string | undefined;
}

/** A search rests after so many messages, or so many characters of values, so that nobody waits for it. */
const mostLookedAt = 5000;
const mostCharacters = 16 * 1024 ** 2;

/**
 * The page that is asked for, of the messages after its beginning.
 * @param titles what nodes are called, by their ids; a search looks there, too
 */
export function pageOf(
  messages: Iterable<StoredMessage>,
  { after = 0, limit = 200, node, search = '' }: RunPageRequest,
  titles: Readonly<Record<string, string>>,
): Pick<RunPage, 'messages' | 'reached' | 'more'> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const page: RunPage['messages'] = [];
  let reached = after;
  let looked = 0;
  let characters = 0;
  for (const message of messages) {
    if (page.length === limit || looked === mostLookedAt || characters > mostCharacters)
      return { messages: page, reached, more: true };
    reached = message.id;
    if (node !== undefined && !concerns(message, node)) continue;
    if (words.length > 0) {
      const text = searchedText(message, titles);
      looked++;
      characters += text.length;
      if (!words.every((word) => text.includes(word))) continue;
    }
    page.push(describeMessage(message));
  }
  return { messages: page, reached, more: false };
}

function concerns({ from, to }: StoredMessage, node: string): boolean {
  return (from !== null && isAt(from, node)) || to.some((end) => isAt(end, node));
}

function searchedText({ from, origin, to, packet }: StoredMessage, titles: Readonly<Record<string, string>>): string {
  const places = (from ? [from] : to).map(({ node, port }) => `${node}.${port} ${titles[node] ?? node}.${port}`);
  return `${from ? '' : origin} ${places.join(' ')} ${packet.plainJson}`.toLowerCase();
}
