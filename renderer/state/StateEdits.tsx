import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { parseJson, readMessage, writePlain } from '#shared/message/json.ts';
import type { Value } from '#shared/message/message.ts';
import type { StateEntry } from '#shared/rpc/live/state.ts';
import { useSession } from '../session/session.ts';
import { useStudio } from '../rpc/studio.ts';
import { secondsLeft, type LiveEntry } from './liveEntries.ts';

interface StateEdits {
  /** Writes a value of the same type in the place of an entry's; its expiry stays. */
  write(entry: LiveEntry, value: Value): void;
  remove(entry: LiveEntry): void;
  /** What the latest edit that is not undone was made of; undefined when there is none. */
  readonly latest: StateEntry | undefined;
  /** Brings back what was there before the latest edit. */
  undo(): void;
}

const StateEditsContext = createContext<StateEdits | null>(null);

/** How many edits can be undone. */
const most = 100;

/** What a person changes in the actors' state, and how it is undone (T7); around the shell, for as long as the window is open. */
export function StateEditsProvider({ children }: { children: ReactNode }) {
  const { client } = useStudio();
  const notifyError = useSession((state) => state.notifyError);
  const [before, setBefore] = useState<readonly StateEntry[]>([]);
  const edits = useMemo<StateEdits>(() => {
    const set = ({ namespace, actorId, key, type, ttl }: StateEntry, value: Value): Promise<unknown> =>
      client.call('state.set', {
        ...{ namespace, actorId, key, value: parseJson(writePlain(value)), list: type === 'list' },
        ...(ttl ? { ttl } : {}),
      });
    const now = (entry: LiveEntry): StateEntry => ({ ...entry, ttl: secondsLeft(entry, Date.now()) });
    const edit = (entry: LiveEntry, work: (entry: StateEntry) => Promise<unknown>): void => {
      const present = now(entry);
      setBefore((known) => [...known.slice(1 - most), present]);
      work(present).catch((error: unknown) => {
        setBefore((known) => known.filter((one) => one !== present));
        notifyError(error);
      });
    };
    const latest = before.at(-1);
    return {
      write: (entry, value) => edit(entry, (present) => set(present, value)),
      remove: (entry) =>
        edit(entry, ({ namespace, actorId, key }) => client.call('state.delete', { namespace, actorId, key })),
      latest,
      undo: () => {
        if (!latest) return;
        setBefore((known) => known.filter((one) => one !== latest));
        set(latest, readMessage(parseJson(latest.json)).data).catch(notifyError);
      },
    };
  }, [client, notifyError, before]);
  return <StateEditsContext value={edits}>{children}</StateEditsContext>;
}

export function useStateEdits(): StateEdits {
  const edits = useContext(StateEditsContext);
  if (!edits) throw new Error('useStateEdits needs a StateEditsProvider around it');
  return edits;
}
