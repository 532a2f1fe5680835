import { inspect } from 'node:util';

const frame = /^\s+at (?:(.*) \()?(.*):(\d+):(\d+)\)?$/;

/** What went wrong in an actor, in the user's own terms: the stack has only the places in the user's own files. */
export function describe(error, instance, port) {
  if (!(error instanceof Error) && typeof error?.stack !== 'string')
    return { type: typeof error, message: typeof error === 'string' ? error : inspect(error), stack: '', port };
  const type = String(error.name || error.constructor?.name || 'Error');
  const message = String(error.message);
  const own = (instance && ownFrames(String(error.stack), instance)) ?? [];
  const cause =
    error.cause instanceof Error && error.cause.name !== 'UncarriableValue'
      ? `\nCaused by ${describe(error.cause, instance, null).stack}`
      : '';
  return { type, message, stack: [`${type}: ${message}`, ...own].join('\n') + cause, port };
}

function ownFrames(stack, instance) {
  const frames = [];
  for (const line of stack.split('\n')) {
    const match = frame.exec(line);
    if (!match || match[2] !== instance.entry) continue;
    const place = instance.original(Number(match[3]), Number(match[4]));
    if (place) frames.push(match[1] ? `    at ${match[1]} (${place})` : `    at ${place}`);
  }
  return frames;
}
