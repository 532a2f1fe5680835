import { AlertDialog } from 'radix-ui';
import { useSession } from '../app/session.ts';
import { useStudio } from '../rpc/studio.ts';
import type { LiveEntry } from './liveEntries.ts';

/** Asks before a key is deleted: there is no undo for what an actor kept. */
export function DeleteKey({ entry, onDone }: { entry: LiveEntry; onDone: () => void }) {
  const { client } = useStudio();
  const notifyError = useSession((state) => state.notifyError);
  const remove = () => {
    const { namespace, actorId, key } = entry;
    client.call('state.delete', { namespace, actorId, key }).catch(notifyError);
  };
  const button = 'rounded border px-3 py-1';
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onDone()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <AlertDialog.Content className="fixed top-1/2 left-1/2 z-50 w-96 max-w-[90vw] -translate-1/2 rounded-lg border border-line bg-raised p-4 shadow-raised">
          <AlertDialog.Title className="text-lg font-semibold">Delete {entry.key}?</AlertDialog.Title>
          <AlertDialog.Description className="mt-1 text-muted">
            {entry.actorId} loses what it keeps under this key. This cannot be undone.
          </AlertDialog.Description>
          <div className="mt-4 flex justify-end gap-2">
            <AlertDialog.Cancel className={`${button} border-line hover:bg-hover`}>Keep</AlertDialog.Cancel>
            <AlertDialog.Action onClick={remove} className={`${button} border-danger bg-danger-soft text-danger`}>
              Delete
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
