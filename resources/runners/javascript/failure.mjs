import { inspect } from 'node:util';

const frame = /^\s+at (?:(.*) \()?(?:async )?(.*):(\d+):(\d+)\)?$/;

/** Errors that are told of as causes of one failure: a chain may lead back to itself. */
const mostErrors = 10;

/**
 * What went wrong in an actor, in the user's own terms: the stack has only the places in the user's own files. What was thrown may throw
 * itself when it is looked at, and what the actor made of `Error`, too; then what can be read of it counts.
 */
export function describe(error, instance, port) {
  if (tried(() => isError(error), false))
    return {
      type: tried(() => typeOf(error), 'Error'),
      message: tried(() => String(error.message), 'an error that cannot be read'),
      stack: tried(() => stackOf(error, instance, new Set()), ''),
      port,
    };
  const message = typeof error === 'string' ? error : tried(() => inspect(error), 'what was thrown cannot be read');
  return { type: typeof error, message, stack: '', port };
}

function tried(look, otherwise) {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

const isError = (value) => value instanceof Error || typeof value?.stack === 'string';

/** A class of the user's own need not say its name again. */
function typeOf(error) {
  const { name, constructor } = error;
  const isInherited = !Object.hasOwn(error, 'name') && !Object.hasOwn(constructor?.prototype ?? {}, 'name');
  const own = isInherited && constructor?.name !== 'NodeError' ? constructor?.name : undefined;
  return String(own || name || 'Error');
}

/** What happened with its own places, then what caused it and what it is made of. */
function stackOf(error, instance, told) {
  told.add(error);
  const parts = [[`${typeOf(error)}: ${error.message}`, ...ownFrames(stackTextOf(error), instance)].join('\n')];
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
  return instance ? stack.split('\n').flatMap((line) => ownFrame(line, instance) ?? []) : [];
}

/** A place in the bundle as one in the user's own file; undefined for all others. */
function ownFrame(line, instance) {
  const match = frame.exec(line);
  if (!match || match[2] !== instance.entry) return undefined;
  const place = instance.original(Number(match[3]), Number(match[4]));
  return place && (match[1] ? `    at ${match[1]} (${place})` : `    at ${place}`);
}

/** Stacks as V8 tells them, of errors whose places were mapped. */
const unmapped = new WeakMap();

function stackTextOf(error) {
  const text = String(error.stack);
  return unmapped.get(error) ?? text;
}

/** Whoever looks at the stack of an error sees places in the actor's own files, too, and none of the runner's. */
export function mapStacks(instanceAtWork) {
  Error.prepareStackTrace = (_error, [site]) => site.getFileName();
  const runner = new Error().stack;
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map((site) => `    at ${site}`);
    unmapped.set(error, frames.join('\n'));
    const instance = instanceAtWork();
    const isRunner = sites.map((site) => site.getFileName() === runner);
    // What called the runner is nobody's business either.
    const end = isRunner.lastIndexOf(true);
    const shown = frames
      .filter((_line, index) => !isRunner[index] && (end < 0 || index < end))
      .map((line) => (instance && ownFrame(line, instance)) ?? line);
    return [headOf(error), ...shown].join('\n');
  };
}

function headOf(error) {
  try {
    return String(error);
  } catch {
    return 'Error';
  }
}
