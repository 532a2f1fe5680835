// What a call returned or yielded, as messages on ports.
import { Message } from './message.mjs';

/** Flag of an output. */
const returned = 1;

/** Outputs that `getOutputs` gave: returned as they are, they send nothing again. */
const given = new WeakSet();

export function noteGiven(outputs) {
  given.add(outputs);
  return outputs;
}

/** True for generators and other iterators, and for messages that say they are streams. */
export function isStream(value) {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Message) return value.type === 'Stream' && typeof value.data === 'object';
  return (
    typeof value.next === 'function' &&
    (typeof value[Symbol.iterator] === 'function' || typeof value[Symbol.asyncIterator] === 'function')
  );
}

export const streamOf = (value) => (value instanceof Message ? value.data : value);

/** Sends what a call returned, or yielded; answers a promise when a stream has to be waited for. */
export function deliver(context, result, flags = returned) {
  if (result === undefined || result === null) return undefined;
  if (isStream(result)) {
    if (result instanceof Message) return stream(context, context.onlyOutport(), result.data);
    return streamResults(context, result);
  }
  const entries = entriesOf(result);
  if (!entries) {
    context.emit(context.onlyOutport(), result, flags);
    return undefined;
  }
  const isGiven = given.has(result);
  let streams;
  for (const [port, value] of entries) {
    if (value === undefined || (isGiven && context.wasSent(port, value))) continue;
    if (isStream(value)) (streams ??= []).push([port, streamOf(value)]);
    else context.emit(port, value, flags);
  }
  return streams && streamAll(context, streams);
}

async function streamAll(context, streams) {
  for (const [port, items] of streams) await stream(context, port, items);
}

/** Sends the items of a generator one by one, at the pace at which the host takes them. */
export async function stream(context, port, items) {
  for await (const item of items) {
    context.emit(port, item, 0);
    await context.endItem();
  }
}

/** An actor that is a generator: each item is a mapping, or a value for the only outport. Items count as sent. */
async function streamResults(context, results) {
  for await (const item of results) {
    const waiting = deliver(context, item, 0);
    if (waiting) await waiting;
    await context.endItem();
  }
}

/** Port and value of a mapping; undefined for anything else. */
function entriesOf(result) {
  if (typeof result !== 'object') return undefined;
  if (result instanceof Map) return result;
  const prototype = Object.getPrototypeOf(result);
  return prototype === Object.prototype || prototype === null ? Object.entries(result) : undefined;
}
