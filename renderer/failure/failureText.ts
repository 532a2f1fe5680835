import type { ActorFailure } from '#shared/actor/actorFailure.ts';

/** What failed, by its class and in its words; some words begin with the class by themselves. */
export function failureText({ type, message }: Pick<ActorFailure, 'type' | 'message'>): string {
  return message.startsWith(`${type}: `) ? message : `${type}: ${message}`;
}

/** The same with its stack, as it is copied. */
export function wholeFailureText(failure: Pick<ActorFailure, 'type' | 'message' | 'stack'>): string {
  return [failureText(failure), failure.stack].filter((part) => part !== '').join('\n');
}
