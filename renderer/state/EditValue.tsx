import { useState, type KeyboardEvent } from 'react';
import { parseJson, writePlain } from '#shared/message/json.ts';
import { useSession } from '../app/session.ts';
import { useStudio } from '../rpc/studio.ts';
import { editableText, readEdited } from './editedValue.ts';
import { secondsLeft, type LiveEntry } from './liveEntries.ts';

/** A value edited in place, its type and its expiry kept (T7). Enter writes, Escape leaves it. */
export function EditValue({ entry, onDone }: { entry: LiveEntry; onDone: () => void }) {
  const { client } = useStudio();
  const notifyError = useSession((state) => state.notifyError);
  const [text, setText] = useState(() => editableText(entry));
  const edited = readEdited(entry, text);
  const refused = 'refused' in edited ? edited.refused : undefined;

  const write = () => {
    if (!('value' in edited)) return;
    const { namespace, actorId, key } = entry;
    const value = parseJson(writePlain(edited.value));
    const ttl = secondsLeft(entry, Date.now());
    client.call('state.set', { namespace, actorId, key, value, ...(ttl ? { ttl } : {}) }).catch(notifyError);
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      write();
    } else if (event.key === 'Escape') onDone();
  };

  return (
    <span role="gridcell" className="relative">
      <input
        autoFocus
        aria-label={`Value of ${entry.key} of ${entry.actorId}`}
        aria-invalid={refused !== undefined}
        aria-describedby={refused === undefined ? undefined : 'state-edit-refused'}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={onDone}
        className={`h-[22px] w-full rounded border bg-raised px-1 font-mono text-xs ${refused === undefined ? 'border-line-strong' : 'border-danger'}`}
      />
      {refused !== undefined && (
        <span
          id="state-edit-refused"
          role="alert"
          className="absolute top-full left-0 z-20 rounded border border-danger bg-raised px-2 py-0.5 text-xs whitespace-nowrap text-danger"
        >
          {refused}
        </span>
      )}
    </span>
  );
}
