import { useState, type FormEvent, type ReactNode } from 'react';
import { Button } from '../parts/Button.tsx';
import { Modal } from '../parts/Modal.tsx';

interface NameDialogProps {
  title: string;
  description?: string;
  /** What the button says that makes it. */
  action: string;
  /** What a name leads to, in a sentence, and whether that is a problem; `isReady` where it can be made. */
  outcome: (name: string) => { text: string; isProblem?: boolean; isReady: boolean };
  /** Makes it and closes; where that fails, the dialog stays and says why. */
  make: (name: string) => void | Promise<void>;
  onClose: () => void;
  /** Further fields below the name. */
  children?: ReactNode;
}

/** Asks what something new is called, and says what will come of it. */
export function NameDialog({ title, description, action, outcome, make, onClose, children }: NameDialogProps) {
  const [name, setName] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const { text, isProblem = false, isReady } = outcome(name);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isReady) return;
    try {
      await make(name.trim());
      onClose();
    } catch (error) {
      setFailure((error as Error).message);
    }
  };
  return (
    <Modal title={title} {...(description === undefined ? {} : { description })} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3 p-4">
        <label className="flex flex-col gap-1">
          Name
          <input
            autoFocus
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              setFailure(null);
            }}
            className="rounded-md border border-line-strong bg-surface px-2 py-1"
          />
        </label>
        {children}
        <p className={`text-sm ${failure !== null || isProblem ? 'text-danger' : 'text-muted'}`}>{failure ?? text}</p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="accent" disabled={!isReady}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
