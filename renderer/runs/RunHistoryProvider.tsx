import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useSessionStore } from '../session/session.ts';
import { recordStatus, type RunRecord } from './runHistory.ts';

const RunHistoryContext = createContext<readonly RunRecord[] | null>(null);

/** Keeps the history of runs for as long as it is mounted; around the shell, for as long as the window is open. */
export function RunHistoryProvider({ children }: { children: ReactNode }) {
  const store = useSessionStore();
  const [runs, setRuns] = useState<readonly RunRecord[]>(() => {
    const { network } = store.getState();
    return network ? recordStatus([], network, Date.now()) : [];
  });
  useEffect(
    () =>
      store.subscribe(({ network }, before) => {
        if (network && network !== before.network) setRuns((known) => recordStatus(known, network, Date.now()));
      }),
    [store],
  );
  return <RunHistoryContext value={runs}>{children}</RunHistoryContext>;
}

/** The runs seen, newest first; null outside a RunHistoryProvider. */
export function useRunHistory(): readonly RunRecord[] | null {
  return useContext(RunHistoryContext);
}
