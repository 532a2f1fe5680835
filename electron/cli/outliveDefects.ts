import type { Backend } from '../backend/backend.ts';

/** So many in a minute are more than a slip: what the program holds in memory cannot be relied on. */
const mostInAMinute = 100;

/**
 * What is thrown in a timer or an event, where nobody catches it, is told to the back end (O3) instead of ending a program in which others
 * have work under way; what is kept on disk or in Redis changes as a whole or not at all. Too many end the program in order, with exit code 1.
 */
export function outliveDefects(backend: Backend): Disposable {
  let times: number[] = [];
  const report = (defect: unknown): void => {
    backend.reportDefect(defect);
    const now = performance.now();
    times = [...times.filter((time) => now - time < 60_000), now];
    if (times.length !== mostInAMinute) return;
    process.exitCode = 1;
    process.kill(process.pid, 'SIGTERM');
  };
  process.on('uncaughtException', report);
  return { [Symbol.dispose]: () => void process.off('uncaughtException', report) };
}
