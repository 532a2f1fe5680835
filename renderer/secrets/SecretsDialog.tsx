import { Trash2 } from 'lucide-react';
import { useEffect, useState, type FormEvent } from 'react';
import type { Result } from '#shared/rpc/contract.ts';
import type { ListedSecret } from '#shared/rpc/results.ts';
import { Button } from '../parts/Button.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Modal } from '../parts/Modal.tsx';
import { useSession } from '../session/session.ts';
import { useStudio } from '../rpc/studio.ts';
import { wantedVariables } from './wantedVariables.ts';

type Listed = Result<'secrets.list'>;

/** The secrets of the workspace by name, where new ones are kept, and a form to set one (N12). Values are never shown. */
export function SecretsDialog({ onClose }: { onClose: () => void }) {
  const { client } = useStudio();
  const notifyError = useSession((session) => session.notifyError);
  const graph = useSession((session) => session.graph);
  const [listed, setListed] = useState<Listed | null>(null);
  const missing = wantedVariables(graph).filter(({ name }) => listed?.secrets.every((secret) => secret.name !== name));
  useEffect(() => void client.call('secrets.list', {}).then(setListed, notifyError), [client, notifyError]);
  const remove = async (name: string): Promise<void> => {
    await client.call('secrets.delete', { name });
    setListed(await client.call('secrets.list', {}));
  };
  return (
    <Modal
      title="Secrets"
      description="Nodes that declare a variable of this name get the value; it is in no graph, log or event."
      onClose={onClose}
    >
      <ul aria-label="Secrets" className="min-h-0 overflow-y-auto px-4 pt-3">
        {listed?.secrets.map((secret) => (
          <li key={secret.name} className="flex items-center gap-2 border-b border-line py-1">
            <span className="min-w-0 flex-1 truncate font-mono">{secret.name}</span>
            <span className={`text-sm ${secret.usable ? 'text-muted' : 'text-warning'}`}>{placeOf(secret)}</span>
            <IconButton
              label={`Delete ${secret.name}`}
              icon={Trash2}
              onClick={() => void remove(secret.name).catch(notifyError)}
            />
          </li>
        ))}
        {listed?.secrets.length === 0 && <li className="text-muted">This workspace has no secrets yet.</li>}
      </ul>
      <SecretForm onSet={(secrets) => setListed((before) => before && { ...before, secrets })} />
      <p className="px-4 pb-2 text-sm text-muted">{listed && keepingOf(listed.keptIn)}</p>
      {missing.length > 0 && (
        <p className="px-4 pb-4 text-sm text-muted">
          Declared in this graph and not kept here:{' '}
          {missing.map(({ name, nodes }) => `${name} (${nodes.join(', ')})`).join('; ')}.
        </p>
      )}
    </Modal>
  );
}

function SecretForm({ onSet }: { onSet: (secrets: ListedSecret[]) => void }) {
  const { client } = useStudio();
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const { secrets } = await client.call('secrets.set', { name: name.trim(), value });
      onSet(secrets);
      setName('');
      setValue('');
      setFailure(null);
    } catch (error) {
      setFailure((error as Error).message);
    }
  };
  const field = 'min-w-0 rounded-md border border-line-strong bg-surface px-2 py-1';
  return (
    <form onSubmit={(event) => void submit(event)} autoComplete="off" className="flex flex-col gap-2 p-4">
      <div className="flex items-end gap-2">
        <label className="flex min-w-0 flex-1 flex-col gap-1">
          Name
          <input autoFocus value={name} onChange={(event) => setName(event.target.value)} className={field} />
        </label>
        <label className="flex min-w-0 flex-1 flex-col gap-1">
          Value
          <input type="password" value={value} onChange={(event) => setValue(event.target.value)} className={field} />
        </label>
        <Button type="submit" tone="accent" disabled={name.trim() === '' || value === ''}>
          Set
        </Button>
      </div>
      {failure !== null && (
        <p role="alert" className="text-sm text-danger">
          {failure}
        </p>
      )}
    </form>
  );
}

function placeOf({ kept, usable }: ListedSecret): string {
  if (!usable) return 'sealed by a keychain that is not here';
  return kept === 'keychain' ? 'system keychain' : 'file, not sealed';
}

function keepingOf(keptIn: Listed['keptIn']): string {
  return keptIn === 'keychain'
    ? 'New secrets are sealed by the system keychain.'
    : 'There is no system keychain here: new secrets are kept, not sealed, in a file outside the workspace that only you can read.';
}
