import { FilePlus } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState, type FormEvent } from 'react';
import { useSession } from '../app/session.ts';
import { Select } from '../inspector/parts/Select.tsx';
import { useStudio } from '../rpc/studio.ts';
import { newActorPath, type ActorLanguage } from './newActorPath.ts';

const languages = [
  ['python', 'Python'],
  ['javascript', 'JavaScript'],
  ['typescript', 'TypeScript'],
] as const;

/** Makes a new actor from the template of a language and opens it. */
export function NewActor() {
  const { client } = useStudio();
  const openFile = useSession((state) => state.openFile);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [language, setLanguage] = useState<ActorLanguage>('python');
  const [failure, setFailure] = useState<string>();
  const path = newActorPath(name, language);

  const create = (event: FormEvent) => {
    event.preventDefault();
    client.call('workspace.newActor', { path, runtime: language, name: name.trim() }).then(
      (made) => {
        setOpen(false);
        setName('');
        setFailure(undefined);
        openFile(made.path);
      },
      (error: Error) => setFailure(error.message),
    );
  };

  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label="New actor"
        title="New actor"
        className="inline-flex size-6 items-center justify-center rounded text-muted hover:bg-hover hover:text-ink"
      >
        <FilePlus aria-hidden className="size-3.5" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          aria-label="New actor"
          className="z-50 w-72 rounded-md border border-line bg-raised p-3 shadow-raised"
        >
          <form onSubmit={create} className="flex flex-col gap-2">
            <label className="flex flex-col gap-0.5">
              <span className="text-muted">Name</span>
              <input
                required
                autoFocus
                value={name}
                onChange={(event) => setName(event.target.value)}
                placeholder="RollingMean"
                className="h-[26px] rounded border border-line bg-raised px-2"
              />
            </label>
            <div className="flex items-center justify-between">
              <span className="text-muted">Language</span>
              <Select
                label="Language"
                value={language}
                options={languages}
                onChange={(to) => setLanguage(to as ActorLanguage)}
              />
            </div>
            <p className="font-mono text-xs break-all text-muted">{path}</p>
            {failure !== undefined && (
              <p role="alert" className="text-danger">
                {failure}
              </p>
            )}
            <button type="submit" className="rounded bg-accent px-3 py-1 text-on-accent">
              Create and open
            </button>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
