const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** `signal` settles when the program is asked to end, `again` is aborted when it is asked once more; dispose it to let signals end the program. */
export function untilSignal(): Disposable & { signal: Promise<void>; again: AbortSignal } {
  const again = new AbortController();
  let settle!: () => void;
  const signal = new Promise<void>((resolve) => (settle = resolve));
  let count = 0;
  const resolve = (): void => {
    settle();
    if (++count > 1) again.abort();
  };
  for (const name of signals) process.on(name, resolve);
  return {
    signal,
    again: again.signal,
    [Symbol.dispose]() {
      for (const name of signals) process.off(name, resolve);
    },
  };
}
