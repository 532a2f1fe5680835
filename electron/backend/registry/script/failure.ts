import { AppError } from '#shared/rpc/errors.ts';
import type { ActorFailure } from '#shared/rpc/live.ts';

/** What was thrown while an actor was being loaded, as a failure. */
export function failureOf(error: unknown, port: string | null): ActorFailure {
  if (error instanceof AppError) {
    const data = (error.data ?? {}) as Partial<ActorFailure>;
    return { type: data.type ?? error.code, message: data.message ?? error.message, stack: data.stack ?? '', port };
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { type: name, message, stack: '', port };
}
