import { AppError } from '#shared/rpc/errors.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';

/**
 * A failure in a sentence that says where in the actor's own files, as far as its stack tells and the message does not:
 * `ZeroDivisionError: division by zero (rolling.actor.py, line 3)`.
 */
export function sentenceOf({ type, message, stack }: ActorFailure): string {
  const place =
    [...stack.matchAll(/^ +File "(.+)", line (\d+)/gm)].at(-1) ?? /^ +at (?:.* \()?(.+?):(\d+)/m.exec(stack);
  const said = `${type}: ${message}`;
  return place && !/, line \d+\)/.test(message) ? `${said} (${place[1]}, line ${place[2]})` : said;
}

/** What was thrown while an actor was being loaded, as a failure. */
export function failureOf(error: unknown, port: string | null): ActorFailure {
  if (error instanceof AppError) {
    const data = (error.data ?? {}) as Partial<ActorFailure>;
    // Types of failures are written as Python and JavaScript write the names of errors: NoSandbox.
    const type = data.type ?? error.code[0]!.toUpperCase() + error.code.slice(1);
    return { type, message: data.message ?? error.message, stack: data.stack ?? '', port };
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { type: name, message, stack: '', port };
}
