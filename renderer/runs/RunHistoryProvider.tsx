import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { useSessionStore } from '../session/session.ts';
import { recordStatus, type RunRecord } from './runHistory.ts';

/** A store and not its runs: those change many times a second, and React would look for who reads them in all of the window (B9). */
const RunHistoryContext = createContext<StoreApi<readonly RunRecord[]> | null>(null);

/** Keeps the history of runs for as long as it is mounted; around the shell, for as long as the window is open. */
export function RunHistoryProvider({ children }: { children: ReactNode }) {
  const session = useSessionStore();
  const [history] = useState(() => {
    const { network } = session.getState();
    return createStore<readonly RunRecord[]>()(() => (network ? recordStatus([], network, Date.now()) : []));
  });
  useEffect(
    () =>
      session.subscribe(({ network }, before) => {
        if (!network || network === before.network) return;
        history.setState(recordStatus(history.getState(), network, Date.now()), true);
      }),
    [session, history],
  );
  return <RunHistoryContext value={history}>{children}</RunHistoryContext>;
}

/** The runs seen, newest first. */
export function useRunHistory(): readonly RunRecord[] {
  const history = useContext(RunHistoryContext);
  if (!history) throw new Error('useRunHistory needs a RunHistoryProvider around it');
  return useStore(history);
}
