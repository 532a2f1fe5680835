import { useState, type FormEvent } from 'react';
import { Button } from './Button.tsx';
import { Modal } from './Modal.tsx';
import { fileName } from './newFiles.ts';
import { useSession, useSessionStore } from './session.ts';
import { subgraphPath, whyNotNamed } from './subgraphActions.ts';

/** Asks what the graph of the selected nodes is called, and makes it (E1). */
export function SubgraphDialog({ onClose }: { onClose: () => void }) {
  const session = useSessionStore();
  const makeSubgraph = useSession((state) => state.makeSubgraph);
  const count = useSession((state) => state.selection.nodes.length);
  const [name, setName] = useState('');
  const trimmed = name.trim();
  const { activePath } = session.getState();
  const path = subgraphPath(activePath ?? '', trimmed);
  const reason = fileName(trimmed) === '' ? undefined : whyNotNamed(trimmed, path, session.getState());
  const isReady = fileName(trimmed) !== '' && reason === undefined;
  const make = (event: FormEvent): void => {
    event.preventDefault();
    if (!isReady) return;
    onClose();
    void makeSubgraph(trimmed);
  };
  return (
    <Modal
      title="Make a subgraph"
      description={`The ${count === 1 ? 'selected node becomes' : `${count} selected nodes become`} a graph of its own, with one node in this graph.`}
      onClose={onClose}
    >
      <form onSubmit={make} className="flex flex-col gap-3 p-4">
        <label className="flex flex-col gap-1">
          Name
          <input
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
            className="rounded-md border border-line-strong bg-surface px-2 py-1"
          />
        </label>
        <p className={`text-sm ${reason ? 'text-danger' : 'text-muted'}`}>
          {reason ??
            (fileName(trimmed) === '' ? 'It can be placed in other graphs under this name.' : `Makes ${path}.`)}
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="accent" disabled={!isReady}>
            Make
          </Button>
        </div>
      </form>
    </Modal>
  );
}
