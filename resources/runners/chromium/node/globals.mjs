// What Node has in its global scope and the runner, or actors, use. It must be imported before the runner's modules.
import { Buffer } from 'buffer';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const { toString, write } = Buffer.prototype;

// The browser's own are many times faster for what the channel carries.
Buffer.prototype.toString = function (encoding = 'utf8', start = 0, end = this.length) {
  const isText = encoding === 'utf8' || encoding === 'utf-8';
  return isText ? decoder.decode(this.subarray(start, end)) : toString.call(this, encoding, start, end);
};
Buffer.prototype.write = function (text, at = 0, ...rest) {
  return rest.length > 0 || typeof at === 'string'
    ? write.call(this, text, at, ...rest)
    : encoder.encodeInto(text, this.subarray(at)).written;
};

const failures = { uncaughtException: () => {}, unhandledRejection: () => {} };
addEventListener('error', (event) => {
  event.preventDefault();
  failures.uncaughtException(event.error ?? new Error(event.message));
});
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  failures.unhandledRejection(event.reason);
});

const turns = new Map();
const { port1, port2 } = new MessageChannel();
let nextTurn = 1;
port1.addEventListener('message', ({ data }) => {
  const turn = turns.get(data);
  turns.delete(data);
  turn?.();
});
port1.start();

globalThis.Buffer = Buffer;
globalThis.setImmediate = (work, ...values) => {
  turns.set(nextTurn, () => work(...values));
  port2.postMessage(nextTurn);
  return nextTurn++;
};
globalThis.clearImmediate = (turn) => void turns.delete(turn);
globalThis.process = {
  argv: ['reflow'],
  env: {},
  platform: 'browser',
  versions: { node: `Chromium ${/Chrome\/([\d.]+)/.exec(navigator.userAgent)?.[1] ?? ''}`.trim() },
  nextTick: (work, ...values) => queueMicrotask(() => work(...values)),
  on(name, listener) {
    if (name in failures) failures[name] = listener;
    return this;
  },
};
