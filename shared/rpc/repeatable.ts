import type { Method } from './contract.ts';

/**
 * Methods that may be done twice without harm, because they only read or because the second time changes nothing: a call of one
 * that lost its connection is made again (R7). Every other one fails then, since nobody knows whether it was done.
 */
const repeatable: ReadonlySet<Method> = new Set<Method>([
  'list',
  'load',
  'describe',
  'workspace.info',
  'workspace.trust',
  'workspace.components',
  'graph.list',
  'graph.open',
  'graph.validate',
  'network.pause',
  'network.resume',
  'network.status',
  'network.value',
  'network.history',
  'network.breakpoints',
  'network.setBreakpoint',
  'state.list',
  'state.set',
  'files.list',
  'files.read',
  'files.write',
  'settings.get',
  'settings.set',
  'system.status',
]);

/** Whether a call of the method may be made again when its answer was lost. */
export function isRepeatable(method: Method): boolean {
  return repeatable.has(method);
}
