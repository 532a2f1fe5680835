import { useMemo, useState } from 'react';
import type { RunMessage } from '#shared/rpc/live/recording.ts';
import { useSession } from '../session/session.ts';
import { ChosenMessage } from '../messages/ChosenMessage.tsx';
import { MessageRows } from '../messages/MessageRows.tsx';
import { searchMessages } from '../messages/searchMessages.ts';
import { useChosenMessage } from '../messages/useChosenMessage.ts';
import { useMessages } from '../messages/useMessages.ts';
import { formatCount } from '../parts/measures.ts';
import { SearchField } from '../parts/SearchField.tsx';
import { useRunNode } from '../session/useRunNode.ts';

const most = 1000;

/** The messages that a node sent, of one outport where it is given, newest first, with search; one that is chosen shows its value. */
export function NodeHistory({ id, port }: { id: string; port?: string }) {
  const { list: sent, skipped } = useMessages(id, most);
  const list = useMemo(() => (port === undefined ? sent : sent.filter((one) => one.port === port)), [sent, port]);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useChosenMessage();
  // All are of this node: its name is none to search for.
  const found = useMemo(() => searchMessages(list, search, () => '').toReversed(), [list, search]);
  const { node: prefix } = useRunNode('');
  const revealNode = useSession((state) => state.revealNode);
  // What another node sent is found at that node.
  const follow = ({ id: wanted, from, to }: RunMessage) => {
    const listed = list.find((message) => message.id === wanted);
    const place = from ?? to[0];
    if (listed) setChosen(listed);
    else if (place) revealNode(place.node.slice(prefix.length));
  };
  const running = useSession((state) => state.network?.state);
  if (list.length === 0)
    return (
      <p className="px-3 py-1 text-muted">
        {running === 'running' ? 'Nothing was sent yet.' : 'What is sent in a run is listed here, newest first.'}
      </p>
    );
  return (
    <div className="flex flex-col gap-1 px-2">
      <SearchField label="Search messages" value={search} onChange={setSearch} />
      <p className="px-1 text-xs text-muted" role="status">
        {formatCount(found.length)} {search === '' ? 'kept' : 'found'}
        {skipped > 0 && ` · +${formatCount(skipped)} passed too fast to keep`}
      </p>
      <div className="h-40 resize-y overflow-hidden rounded border border-line">
        <MessageRows messages={found} chosen={chosen} onChoose={setChosen} />
      </div>
      {chosen && <ChosenMessage id={id} message={chosen} messages={list} onFollow={follow} />}
    </div>
  );
}
