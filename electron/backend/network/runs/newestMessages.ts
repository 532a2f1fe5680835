import type { Outlet } from '../outlet.ts';
import type { SentMessage } from '../sentMessage.ts';

/** A message and the outport that it left. */
export interface LeftMessage {
  readonly outlet: Outlet;
  readonly message: SentMessage;
}

/**
 * The newest of the messages that outports keep, oldest first: those with an id greater than `after`, at most `most`. Costs an outport that
 * sent nothing since one comparison, however many messages it keeps.
 */
export function newestMessages(outlets: Iterable<Outlet>, after: number, most: number): LeftMessage[] {
  let newest: LeftMessage[] = [];
  let floor = after;
  for (const outlet of outlets) {
    if (outlet.history.count === 0 || outlet.history.last!.id <= floor) continue;
    for (const message of outlet.history.since(floor)) newest.push({ outlet, message });
    if (newest.length <= most) continue;
    newest = newest.toSorted((a, b) => b.message.id - a.message.id).slice(0, most);
    floor = newest.at(-1)!.message.id;
  }
  return newest.toSorted((a, b) => a.message.id - b.message.id);
}
