import { MessagesSquare, X } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { RunMessage } from '#shared/rpc/live/recording.ts';
import { useSession } from '../session/session.ts';
import { useRunNode } from '../session/useRunNode.ts';
import { titleIn } from '../graph/nodeTitles.ts';
import { formatCount } from '../parts/measures.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { SmallIconButton } from '../parts/SmallIconButton.tsx';
import { SearchField } from '../parts/SearchField.tsx';
import { Select } from '../parts/Select.tsx';
import { ChosenMessage } from './ChosenMessage.tsx';
import { MessageRows } from './MessageRows.tsx';
import { searchMessages } from './searchMessages.ts';
import { useChosenMessage } from './useChosenMessage.ts';
import { useMessages } from './useMessages.ts';

const most = 2000;

/** Every message of the run, live, newest last; one that is chosen shows its value and what can be done with it (E7, N13). */
export default function MessagesPanel() {
  const { list, skipped } = useMessages(null, most);
  const { node: prefix } = useRunNode('');
  const graph = useSession((state) => state.graph);
  const revealNode = useSession((state) => state.revealNode);
  const [node, setNode] = useState('');
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useChosenMessage();
  const here = useMemo(() => list.filter((message) => message.node.startsWith(prefix)), [list, prefix]);
  const idOf = useCallback((runNode: string) => runNode.slice(prefix.length), [prefix]);
  const titleOf = useCallback((runNode: string) => titleIn(graph, idOf(runNode)), [graph, idOf]);
  const shown = useMemo(
    () => searchMessages(node === '' ? here : here.filter((message) => message.node === node), search, titleOf),
    [here, node, search, titleOf],
  );
  const nodes = useMemo(() => [...new Set(here.map((message) => message.node))].toSorted(), [here]);
  // One that is not listed, because no node sent it or because it is too old, is looked for at its node.
  const follow = ({ id, from, to }: RunMessage) => {
    const listed = list.find((message) => message.id === id);
    const place = from ?? to[0];
    if (listed) setChosen(listed);
    else if (place) revealNode(idOf(place.node));
  };

  return (
    <div className="flex h-full flex-col">
      <div className="flex shrink-0 items-center gap-2 px-2 py-1">
        <SearchField label="Search all messages" value={search} onChange={setSearch} className="w-56" />
        <Select
          label="Sender"
          value={node}
          options={[['', 'All nodes'], ...nodes.map((one): [string, string] => [one, titleOf(one)])]}
          onChange={setNode}
        />
        <span role="status" className="truncate text-xs text-muted tabular-nums">
          {formatCount(shown.length)} {shown.length === 1 ? 'message' : 'messages'}
          {skipped > 0 && ` · +${formatCount(skipped)} passed too fast to keep`}
        </span>
      </div>
      {here.length === 0 ? (
        <EmptyState icon={MessagesSquare} title="No message yet">
          Run the graph, and every message that a node sends is listed here. Choose one to look at it, send it again or
          try changed code on it.
        </EmptyState>
      ) : shown.length === 0 ? (
        <EmptyState icon={MessagesSquare} title="No message matches">
          Change the search or the node.
        </EmptyState>
      ) : (
        <div className="flex min-h-0 grow border-t border-line">
          <div className="min-w-40 grow basis-1/2">
            <MessageRows
              messages={shown}
              chosen={chosen}
              onChoose={setChosen}
              followsEnd
              senderOf={({ node: sender }) => ({ title: titleOf(sender), reveal: () => revealNode(idOf(sender)) })}
            />
          </div>
          {chosen && (
            <section
              aria-label="Chosen message"
              className="min-w-0 grow basis-1/2 overflow-y-auto border-l border-line p-2"
            >
              <header className="mb-1 flex items-center gap-2">
                <h3 className="truncate font-semibold">
                  {titleOf(chosen.node)}.{chosen.port}
                </h3>
                <span className="text-muted">message {formatCount(chosen.sequence)}</span>
                <SmallIconButton
                  icon={X}
                  label="Close the message"
                  className="ml-auto"
                  onClick={() => setChosen(undefined)}
                />
              </header>
              <ChosenMessage id={idOf(chosen.node)} message={chosen} messages={list} onFollow={follow} />
            </section>
          )}
        </div>
      )}
    </div>
  );
}
