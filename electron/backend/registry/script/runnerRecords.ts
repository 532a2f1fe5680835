import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { LogLevel } from '#shared/actor/logLevel.ts';

/** Records of the runner, read with care: an actor can tamper with the runner in its own process. */

const levels: ReadonlySet<unknown> = new Set<LogLevel>(['debug', 'info', 'warn', 'error']);
/** Characters of a text, and of a type's name, which becomes a label of metrics. */
const longest = 1024 ** 2;
const longestType = 200;

/** @throws SyntaxError when the payload is no JSON */
export function readFailure(payload: Buffer): ActorFailure {
  const { type, message, stack, port } = readObject(payload);
  return {
    type: text(type, longestType) || 'Error',
    message: text(message),
    stack: text(stack),
    port: typeof port === 'string' ? text(port) : null,
  };
}

/** @throws SyntaxError when the payload is no JSON */
export function readLog(payload: Buffer): { level: LogLevel; text: string; timestamp: number } {
  const record = readObject(payload);
  return {
    level: levels.has(record['level']) ? (record['level'] as LogLevel) : 'info',
    text: text(record['text']),
    timestamp: Number.isFinite(record['timestamp']) ? (record['timestamp'] as number) : Date.now(),
  };
}

function readObject(payload: Buffer): Record<string, unknown> {
  const json: unknown = JSON.parse(payload.toString('utf8'));
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}

function text(value: unknown, most = longest): string {
  if (typeof value !== 'string') return '';
  // A mere slice would keep all of it in memory.
  return value.length <= most ? value : Buffer.from(value.slice(0, most)).toString();
}
