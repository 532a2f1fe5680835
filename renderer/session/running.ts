import type { SessionState } from './session.ts';

/** Whether the network is doing something that can be stopped or paused. */
export function isActive({ network }: SessionState): boolean {
  return network !== null && ['starting', 'running', 'paused', 'idle', 'stopping'].includes(network.state);
}

/** Whether Run would do something: start, start again once nothing flows any more, or go on after a pause. Nothing runs in a workspace that is not trusted (X1). */
export function canRun(session: SessionState): boolean {
  const { network, workspace, connection, graph } = session;
  if (!graph || connection !== 'connected' || !workspace?.trusted) return false;
  return network?.state === 'paused' || network?.state === 'idle' || !isActive(session);
}
