import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useSessionStore } from '../session/session.ts';
import { withSample, type Sample } from './samples.ts';

const MetricsContext = createContext<readonly Sample[] | null>(null);

/** Measures once a second for as long as it is mounted; around the shell, for as long as the window is open. */
export function MetricsProvider({ children }: { children: ReactNode }) {
  const store = useSessionStore();
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    const timer = setInterval(() => {
      const { network, system } = store.getState();
      if (!system) return;
      const isRunning = network !== null && network.runId !== null && network.state !== 'stopped';
      const { busy, idle } = system.sandboxes;
      const rate = isRunning ? network.rate : null;
      setSamples((known) =>
        withSample(known, { time: Date.now() / 1000, rate, busy, idle, memory: system.memoryBytes }),
      );
    }, 1000);
    return () => clearInterval(timer);
  }, [store]);
  return <MetricsContext value={samples}>{children}</MetricsContext>;
}

/** What was measured, oldest first; null outside a MetricsProvider. */
export function useSamples(): readonly Sample[] | null {
  return useContext(MetricsContext);
}
