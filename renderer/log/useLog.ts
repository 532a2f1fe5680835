import { useState } from 'react';
import { useTopic } from '../rpc/studio.ts';
import { appendLog, emptyLog, type LogLines } from './logStore.ts';

/** The log records that come while the component is mounted, those that the server still has first. `path`: of one graph only. */
export function useLog(path: string | null): { log: LogLines; clear: () => void } {
  const [log, setLog] = useState(emptyLog);
  useTopic('log', path === null ? {} : { path }, ({ records, dropped }) =>
    setLog((before) => appendLog(before, records, dropped)),
  );
  return { log, clear: () => setLog((before) => ({ ...emptyLog, next: before.next })) };
}
