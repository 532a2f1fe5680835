const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A promise that settles when the program is asked to end; dispose it to let signals end the program again. */
export function untilSignal(): Disposable & { signal: Promise<NodeJS.Signals> } {
  let resolve!: (signal: NodeJS.Signals) => void;
  const signal = new Promise<NodeJS.Signals>((settle) => (resolve = settle));
  for (const name of signals) process.on(name, resolve);
  return {
    signal,
    [Symbol.dispose]() {
      for (const name of signals) process.off(name, resolve);
    },
  };
}
