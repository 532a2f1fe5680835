import path from 'node:path';
import type { NetworkStatus } from '#shared/rpc/live/networkStatus.ts';

/** What a person in the background is told of a run that is over; undefined where they stopped it themselves (E10). */
export function noticeOf(
  status: Pick<NetworkStatus, 'path' | 'state' | 'error' | 'nodes'>,
): { title: string; body: string } | undefined {
  const name = path.basename(status.path).replace(/\.graph\.\w+$/, '');
  if (status.error !== null) return { title: `${name} failed`, body: status.error };
  if (status.state !== 'idle') return undefined;
  const failed = Object.entries(status.nodes).filter(([, node]) => node.failed > 0);
  const [first] = failed;
  if (!first) return { title: `${name} finished`, body: 'Everything in it has been processed.' };
  const [node, { failed: count, lastError }] = first;
  const others = failed.length > 1 ? `, and ${failed.length - 1} more` : '';
  return {
    title: `${name} finished with errors`,
    body: `${node} failed ${count === 1 ? 'once' : `${count} times`}${lastError ? ` (${lastError.message})` : ''}${others}`,
  };
}
