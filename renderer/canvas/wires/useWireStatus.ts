import type { WireStatus } from '#shared/rpc/live/networkStatus.ts';
import { useSession } from '../../session/session.ts';

/** How a wire does in the run; undefined while there is none. @param name its `connectionName` */
export function useWireStatus(name: string): WireStatus | undefined {
  return useSession((session) => session.network?.wires[name]);
}
