import { useId, useState } from 'react';
import type { Graph } from '#shared/graph/graph.ts';
import { useSession } from '../session/session.ts';

/** A property of the graph as a text field; leaving the field, or Enter, makes the change one step of the undo history. */
export function TextProperty({ graph, name, label }: { graph: Graph; name: string; label: string }) {
  const applyStep = useSession((state) => state.applyStep);
  const id = useId();
  const before = graph.properties[name];
  const written = typeof before === 'string' ? before : '';
  const [draft, setDraft] = useState<string>();
  const commit = () => {
    setDraft(undefined);
    if (draft === undefined || draft === written) return;
    const after = draft === '' ? undefined : draft;
    applyStep({ label: `Change ${label.toLowerCase()}`, edits: [{ kind: 'property', name, before, after }] });
  };
  return (
    <div className="grid grid-cols-[88px_1fr] items-center gap-2">
      <label htmlFor={id} className="text-muted">
        {label}
      </label>
      <input
        id={id}
        value={draft ?? written}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
        className="h-[26px] min-w-0 rounded border border-line bg-raised px-2"
      />
    </div>
  );
}
