import { parseExactJson, readValue, writePlain } from '#shared/message/json.ts';
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
export function answerState(
  payload: Buffer,
  store: StateStore,
  scope: StateScope,
  writer: StateWriter,
  metrics?: ActorMetrics,
  trace?: FiringTrace,
): Promise<Buffer> {
  const began = performance.now();
  let operation: StateOperation;
  try {
    operation = readOperation(payload);
  } catch (error) {
    metrics?.stateOperation('unknown', (performance.now() - began) / 1000);
    return Promise.resolve(failureText(error as Error));
  }
  const [name, key] = operation;
  const traced = trace?.state(name, typeof key === 'string' ? key : undefined);
  const end = (problem?: string): void => {
    traced?.(problem);
    metrics?.stateOperation(name, (performance.now() - began) / 1000);
  };
  return store
    .run(scope, operation, writer)
    .then((value) => Buffer.from(value === undefined ? '{}' : writePlain({ ok: value })))
    .then(
      (answer) => {
        end();
        return answer;
      },
      (error: Error) => {
        end(error.message);
        return failureText(error);
      },
    );
}

/** @throws AppError `invalidParams` when it is no operation; what its arguments are worth the store finds out */
function readOperation(payload: Buffer): StateOperation {
  const operation = readValue(parseExactJson(payload.toString('utf8')));
  if (Array.isArray(operation) && operations.has(operation[0])) return operation as unknown as StateOperation;
  throw new AppError('invalidParams', `There is no state operation ${JSON.stringify(operation)}.`);
}

function failureText(error: Error): Buffer {
  const type = error instanceof AppError && error.code === 'stateUnavailable' ? 'StateUnavailable' : 'StateError';
  return Buffer.from(JSON.stringify({ error: { type, message: error.message } }));
}
