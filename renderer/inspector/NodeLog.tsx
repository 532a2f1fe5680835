import { useMemo } from 'react';
import { useRunNode } from '../session/useRunNode.ts';
import { filterLog } from '../log/logStore.ts';
import { LogRows } from '../log/LogRows.tsx';
import { useLog } from '../log/useLog.ts';

/** What a node printed and logged (A5). */
export function NodeLog({ id }: { id: string }) {
  const { path, node } = useRunNode(id);
  const { log } = useLog(path);
  const records = useMemo(() => filterLog(log.records, { level: 'debug', node, text: '' }), [log, node]);
  if (records.length === 0)
    return <p className="px-3 py-1 text-muted">What this node prints or logs shows here: print, logging, console.</p>;
  return (
    <div className="mx-2 h-48 resize-y overflow-hidden rounded border border-line">
      <LogRows records={records} showNode={false} />
    </div>
  );
}
