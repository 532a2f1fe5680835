import { useEffect, useState } from 'react';
import type { StateChangeRecord } from '#shared/rpc/live/state.ts';
import { Modal } from '../parts/Modal.tsx';
import { useSession } from '../session/session.ts';
import { prettyJson } from '../debugging/JsonEdit.tsx';
import { ValueDiff } from '../debugging/ValueDiff.tsx';
import { formatTime } from '../parts/measures.ts';
import { useStudio } from '../rpc/studio.ts';
import { titleIn } from '../graph/nodeTitles.ts';
import { nodeOf } from './stateTree.ts';
import type { LiveEntry } from './liveEntries.ts';

const most = 100;

const operationWords: Readonly<Record<StateChangeRecord['operation'], string>> = {
  set: 'set',
  increment: 'counted',
  extend: 'appended',
  pop: 'taken from the front',
  delete: 'deleted',
  expire: 'given a time to live',
  elsewhere: 'changed elsewhere',
};

/** The last changes of a key: when, by whom, and what changed (T7). Follows while it is open. */
export function KeyHistory({ entry, onClose }: { entry: LiveEntry; onClose: () => void }) {
  const { client } = useStudio();
  const notifyError = useSession((state) => state.notifyError);
  const [{ changes }, setLoaded] = useState<{ after?: number; changes?: readonly StateChangeRecord[] }>({});
  const { namespace, actorId, key, changes: count } = entry;
  const graph = useSession((state) => state.graph);
  const path = useSession((state) => state.activePath);
  const titleOf = (name: string) => titleIn(graph, nodeOf(namespace, name, path, graph) ?? name);
  useEffect(() => {
    let isWanted = true;
    client
      .call('state.history', { namespace, actorId, key, limit: most })
      .then((found) => isWanted && setLoaded({ after: count, changes: found.changes }))
      .catch(notifyError);
    return () => {
      isWanted = false;
    };
  }, [client, namespace, actorId, key, count, notifyError]);
  return (
    <Modal
      title={`History of ${key}`}
      description={`Kept by ${titleOf(actorId)}; the newest change first.`}
      wide
      onClose={onClose}
    >
      <div className="min-h-40 overflow-y-auto p-4">
        {changes?.length === 0 && <p className="text-muted">No change since this program was started.</p>}
        <ol aria-label={`Changes of ${key}`} className="flex flex-col gap-3">
          {changes?.map((change, index) => (
            // Changes have no identity but their order.
            <li key={index}>
              <p className="mb-1 text-muted tabular-nums">
                {formatTime(change.at)} · {operationWords[change.operation]} ·{' '}
                {change.writer === null ? 'not known by whom' : titleOf(change.writer)}
              </p>
              {(change.before !== change.after || change.operation !== 'expire') && (
                <ValueDiff
                  before={change.before === null ? '' : prettyJson(change.before)}
                  after={change.after === null ? '' : prettyJson(change.after)}
                  label={`Change at ${formatTime(change.at)}`}
                />
              )}
            </li>
          ))}
        </ol>
      </div>
    </Modal>
  );
}
