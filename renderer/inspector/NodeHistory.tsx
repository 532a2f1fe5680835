import { useMemo, useState } from 'react';
import type { RecordedMessage } from '#shared/rpc/live/recording.ts';
import { useSession } from '../session/session.ts';
import { ChosenMessage } from '../messages/ChosenMessage.tsx';
import { MessageRows } from '../messages/MessageRows.tsx';
import { searchMessages } from '../messages/searchMessages.ts';
import { useMessages } from '../messages/useMessages.ts';
import { formatCount } from '../parts/measures.ts';
import { SearchField } from '../parts/SearchField.tsx';

const most = 1000;

/** The messages that a node sent, newest first, with search; one that is chosen shows its value. */
export function NodeHistory({ id }: { id: string }) {
  const { list, skipped } = useMessages(id, most);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<RecordedMessage>();
  const found = useMemo(() => searchMessages(list, search).toReversed(), [list, search]);
  const running = useSession((state) => state.network?.state);
  if (list.length === 0)
    return (
      <p className="px-3 py-1 text-muted">
        {running === 'running'
          ? 'This node has sent nothing yet.'
          : 'What this node sends in a run is listed here, newest first.'}
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
      {chosen && <ChosenMessage id={id} message={chosen} messages={list} />}
    </div>
  );
}
