import { Writable } from 'node:stream';
import { format } from 'node:util';

const levels = { debug: 'debug', trace: 'debug', info: 'info', log: 'info', warn: 'warn', warning: 'warn' };

/** One of the four levels; whatever is unknown and serious is an error. */
export const levelNamed = (name) => levels[String(name).toLowerCase()] ?? 'error';

/** Makes everything that actors print records of their node. */
export function capturePrints(log) {
  for (const name of ['debug', 'trace', 'info', 'log', 'warn', 'error'])
    console[name] = (...values) => log(levelNamed(name), format(...values));
  for (const [name, level] of [
    ['stdout', 'info'],
    ['stderr', 'error'],
  ]) {
    let stream;
    Object.defineProperty(process, name, {
      configurable: true,
      get: () => (stream ??= printed(log, level)),
    });
  }
}

/** Stands for a standard stream: every line becomes a log record. */
function printed(log, level) {
  let rest = '';
  return new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      const lines = (rest + (typeof chunk === 'string' ? chunk : chunk.toString('utf8'))).split('\n');
      rest = lines.pop();
      for (const line of lines) log(level, line);
      done();
    },
  });
}
