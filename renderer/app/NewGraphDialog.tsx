import { useState, type FormEvent } from 'react';
import { Button } from './Button.tsx';
import { Modal } from './Modal.tsx';
import { fileName } from './newFiles.ts';
import { useSession } from './session.ts';

/** Asks for a name and makes an empty graph of it. */
export function NewGraphDialog({ onClose }: { onClose: () => void }) {
  const createGraph = useSession((session) => session.createGraph);
  const graphs = useSession((session) => session.workspace?.graphs);
  const [name, setName] = useState('');
  const path = `${fileName(name)}.graph.json`;
  const isTaken = graphs?.some((graph) => graph.path === path) ?? false;
  const isReady = fileName(name) !== '' && !isTaken;
  const create = (event: FormEvent): void => {
    event.preventDefault();
    if (!isReady) return;
    onClose();
    void createGraph(path, name.trim());
  };
  return (
    <Modal title="New graph" onClose={onClose}>
      <form onSubmit={create} className="flex flex-col gap-3 p-4">
        <label className="flex flex-col gap-1">
          Name
          <input
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
            className="rounded-md border border-line-strong bg-surface px-2 py-1"
          />
        </label>
        <p className={`text-sm ${isTaken ? 'text-danger' : 'text-muted'}`}>
          {isTaken
            ? `${path} is there already.`
            : fileName(name) === ''
              ? 'A file of the workspace.'
              : `Makes ${path}.`}
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="accent" disabled={!isReady}>
            Create
          </Button>
        </div>
      </form>
    </Modal>
  );
}
