import { parseJson, readValue, writePlain } from '#shared/message/json.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { ActorMetrics } from '../../observability/actorMetrics.ts';
import type { FiringTrace } from '../../observability/tracing/messageTracer.ts';
import type { StateOperation, StateScope, StateStore, StateWriter } from '../../state/stateStore.ts';

const operations: ReadonlySet<unknown> = new Set<StateOperation[0]>([
  'get',
  'set',
  'delete',
  'exists',
  'keys',
  'increment',
  'decrement',
  'push',
  'pop',
  'extend',
  'expire',
  'ttl',
]);

/**
 * Runs a state operation that came out of a sandbox (T5) and answers the payload of its result. The scope is the host's: whatever
 * a sandbox writes, it reaches only its own actor's keys.
 */
export async function answerState(
  payload: Buffer,
  store: StateStore,
  scope: StateScope,
  writer: StateWriter,
  metrics?: ActorMetrics,
  trace?: FiringTrace,
): Promise<Buffer> {
  const began = performance.now();
  let traced: ((problem?: string) => void) | undefined;
  let problem: string | undefined;
  let name = 'unknown';
  try {
    const operation = readValue(parseJson(payload.toString('utf8')));
    if (!Array.isArray(operation) || !operations.has(operation[0]))
      throw new AppError('invalidParams', `There is no state operation ${JSON.stringify(operation)}.`);
    name = operation[0] as string;
    traced = trace?.state(name, typeof operation[1] === 'string' ? operation[1] : undefined);
    const value = await store.run(scope, operation as StateOperation, writer);
    return Buffer.from(value === undefined ? '{}' : writePlain({ ok: value }));
  } catch (error) {
    problem = (error as Error).message;
    const type = error instanceof AppError && error.code === 'stateUnavailable' ? 'StateUnavailable' : 'StateError';
    return Buffer.from(JSON.stringify({ error: { type, message: (error as Error).message } }));
  } finally {
    traced?.(problem);
    metrics?.stateOperation(name, (performance.now() - began) / 1000);
  }
}
