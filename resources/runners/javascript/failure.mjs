import { inspect } from 'node:util';

const frame = /^\s+at (?:(.*) \()?(?:async )?(.*):(\d+):(\d+)\)?$/;

/** Errors that are told of as causes of one failure: a chain may lead back to itself. */
const mostErrors = 10;

/** What went wrong in an actor, in the user's own terms: the stack has only the places in the user's own files. */
export function describe(error, instance, port) {
  try {
    if (!isError(error))
      return { type: typeof error, message: typeof error === 'string' ? error : inspect(error), stack: '', port };
    return { type: typeOf(error), message: String(error.message), stack: stackOf(error, instance, new Set()), port };
  } catch (problem) {
    // What was thrown throws itself when it is looked at.
    return { type: 'Error', message: `an error that cannot be read (${typeof problem})`, stack: '', port };
  }
}

const isError = (value) => value instanceof Error || typeof value?.stack === 'string';

const typeOf = (error) => String(error.name || error.constructor?.name || 'Error');

/** What happened with its own places, then what caused it and what it is made of. */
function stackOf(error, instance, told) {
  told.add(error);
  const parts = [[`${typeOf(error)}: ${error.message}`, ...ownFrames(String(error.stack), instance)].join('\n')];
  const { cause, errors } = error;
  const related = [
    ...(isError(cause) && cause.name !== 'UncarriableValue' ? [['Caused by', cause]] : []),
    ...(Array.isArray(errors) ? errors.filter(isError).map((one) => ['One of them:', one]) : []),
  ];
  for (const [how, one] of related)
    if (!told.has(one) && told.size < mostErrors) parts.push(`${how} ${stackOf(one, instance, told)}`);
  return parts.join('\n');
}

function ownFrames(stack, instance) {
  const frames = [];
  if (!instance) return frames;
  for (const line of stack.split('\n')) {
    const match = frame.exec(line);
    if (!match || match[2] !== instance.entry) continue;
    const place = instance.original(Number(match[3]), Number(match[4]));
    if (place) frames.push(match[1] ? `    at ${match[1]} (${place})` : `    at ${place}`);
  }
  return frames;
}
