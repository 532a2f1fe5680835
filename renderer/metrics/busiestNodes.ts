import type { NodeStatus } from '#shared/rpc/live/networkStatus.ts';

/** How many nodes are listed. */
const most = 100;

/** The nodes that took the most time in a run, first; by their ids where they took the same. */
export function busiestNodes(nodes: Readonly<Record<string, NodeStatus>>): [string, NodeStatus][] {
  const time = ({ completed, failed, latency }: NodeStatus): number => (completed + failed) * (latency ?? 0);
  return Object.entries(nodes)
    .toSorted(([one, a], [other, b]) => time(b) - time(a) || (one < other ? -1 : 1))
    .slice(0, most);
}
