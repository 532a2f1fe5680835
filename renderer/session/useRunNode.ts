import { useSession } from './session.ts';
import { runPlace } from './trail.ts';

/** A node as the running network knows it: the graph's path, null without one, and the node's own path in it (N11). */
export function useRunNode(node: string): { readonly path: string | null; readonly node: string } {
  const path = useSession((session) => runPlace(session)?.path ?? null);
  const prefix = useSession((session) => runPlace(session)?.prefix ?? '');
  return { path, node: `${prefix}${node}` };
}
