import type { ActorFailure } from '#shared/actor/actorFailure.ts';

/** How a firing ends that was cancelled, or whose instance was disposed. */
export const cancelled: ActorFailure = {
  type: 'Cancelled',
  message: 'The message was cancelled.',
  stack: '',
  port: null,
};
