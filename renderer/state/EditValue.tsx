import { useState, type KeyboardEvent } from 'react';
import { editableText, readEdited } from './editedValue.ts';
import type { LiveEntry } from './liveEntries.ts';
import { useStateEdits } from './StateEdits.tsx';

/** A value edited in place, its type and its expiry kept (T7). Enter writes, Escape leaves it. */
export function EditValue({ entry, onDone }: { entry: LiveEntry; onDone: () => void }) {
  const edits = useStateEdits();
  const [text, setText] = useState(() => editableText(entry));
  const edited = readEdited(entry, text);
  const refused = 'refused' in edited ? edited.refused : undefined;

  const write = () => {
    if (!('value' in edited)) return;
    if (text !== editableText(entry)) edits.write(entry, edited.value);
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
