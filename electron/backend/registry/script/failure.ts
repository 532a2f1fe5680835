import { AppError, type ErrorCode } from '#shared/rpc/errors.ts';
import type { ActorFailure } from '#shared/rpc/live.ts';

/** Failures that the host itself names; everything else is the actor's own exception. */
const codes: Readonly<Record<string, ErrorCode>> = {
  Timeout: 'timeout',
  OutOfMemory: 'outOfMemory',
  Cancelled: 'cancelled',
  StateUnavailable: 'stateUnavailable',
};

/** A failed firing as an RPC caller sees it (R1): `data` has type, message and stack. */
export function toAppError(failure: ActorFailure): AppError {
  const { type, message, stack } = failure;
  const code = codes[type] ?? 'actorFailed';
  const sentence = code === 'actorFailed' ? `${type}: ${message}` : message;
  return new AppError(code, sentence, { type, message, stack });
}

/** What was thrown while an actor was being loaded, as a failure. */
export function failureOf(error: unknown, port: string | null): ActorFailure {
  if (error instanceof AppError) {
    const data = (error.data ?? {}) as Partial<ActorFailure>;
    return { type: data.type ?? error.code, message: data.message ?? error.message, stack: data.stack ?? '', port };
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { type: name, message, stack: '', port };
}
