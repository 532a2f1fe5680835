import { useState, type FormEvent } from 'react';
import { useStudio } from '../rpc/studio.ts';
import { Button } from './Button.tsx';
import { Modal } from './Modal.tsx';
import { actorPath, componentName, type ActorLanguage } from './newFiles.ts';
import { useSession } from './session.ts';

const languages: readonly { value: ActorLanguage; label: string }[] = [
  { value: 'python', label: 'Python' },
  { value: 'javascript', label: 'JavaScript' },
  { value: 'typescript', label: 'TypeScript' },
];

/** Asks for a name and a language, makes an actor from the template and opens it (E5). */
export function NewActorDialog({ onClose }: { onClose: () => void }) {
  const { client } = useStudio();
  const openFile = useSession((session) => session.openFile);
  const [name, setName] = useState('');
  const [runtime, setRuntime] = useState<ActorLanguage>('python');
  const [problem, setProblem] = useState<string | null>(null);
  const path = actorPath(name, runtime);
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const made = await client.call('workspace.newActor', { path, runtime, name: componentName(name) });
      onClose();
      openFile(made.path);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  const isReady = componentName(name) !== '';
  return (
    <Modal title="New actor" onClose={onClose}>
      <form onSubmit={(event) => void create(event)} className="flex flex-col gap-3 p-4">
        <label className="flex flex-col gap-1">
          Name
          <input
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
            className="rounded-md border border-line-strong bg-surface px-2 py-1"
          />
        </label>
        <fieldset className="flex gap-4">
          <legend className="mb-1">Language</legend>
          {languages.map(({ value, label }) => (
            <label key={value} className="flex items-center gap-1.5">
              <input type="radio" name="language" checked={runtime === value} onChange={() => setRuntime(value)} />
              {label}
            </label>
          ))}
        </fieldset>
        <p className={`text-sm ${problem ? 'text-danger' : 'text-muted'}`}>
          {problem ??
            (isReady ? `Makes ${path} with the component ${componentName(name)}.` : 'A file in the folder actors.')}
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
