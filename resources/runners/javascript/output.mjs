import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';

const levels = { debug: 'debug', trace: 'debug', info: 'info', log: 'info', warn: 'warn', warning: 'warn' };

/** One of the four levels; whatever is unknown and serious is an error. */
export const levelNamed = (name) => levels[String(name).toLowerCase()] ?? 'error';

/** What `context.log` writes for a value. */
export const logged = (value) => (typeof value === 'object' && value !== null ? inspect(value) : String(value));

/** Makes everything that actors print records of their node. Answers what lets go of unfinished lines. */
export function capturePrints(log) {
  for (const name of ['debug', 'trace', 'info', 'log', 'warn', 'error'])
    console[name] = (...values) => log(levelNamed(name), format(...values));
  const streams = [];
  for (const [name, level] of [
    ['stdout', 'info'],
    ['stderr', 'error'],
  ]) {
    let stream;
    Object.defineProperty(process, name, {
      configurable: true,
      get() {
        if (!stream) streams.push((stream = new Printed(log, level)));
        return stream;
      },
    });
  }
  return () => {
    for (const stream of streams) stream.finish();
  };
}

/** Stands for a standard stream: every line becomes a log record. */
class Printed extends Writable {
  #log;
  #level;
  #rest = '';
  #decoder = new TextDecoder();

  constructor(log, level) {
    super({ decodeStrings: false });
    this.#log = log;
    this.#level = level;
  }

  _write(chunk, _encoding, done) {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true });
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) this.#log(this.#level, line);
    done();
  }

  finish() {
    const line = this.#rest;
    this.#rest = '';
    if (line !== '') this.#log(this.#level, line);
  }
}
