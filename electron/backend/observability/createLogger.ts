import { pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevels } from './logLevels.ts';

export interface LoggerOptions {
  /** `debug` shows what is done step by step: sandbox creation, RPC, outputs, clean-up. */
  levels: LogLevels;
  /** Where records go; standard error where missing, since standard output belongs to the command's results. */
  destination?: DestinationStream;
  /** Takes secrets out of each line (N12). */
  redact?: (line: string) => string;
}

/**
 * The program's structured log (O3), one JSON object a line. Parts make their own with `logger.child({ part: 'rpc' })`. Tokens and
 * passwords are left out wherever a record has a field of that name (X3).
 */
export function createLogger({ levels, destination, redact }: LoggerOptions): Logger {
  return pino(
    {
      level: pinoLevel(levels.level),
      onChild: (child) => {
        const level = levels.parts.get(String(child.bindings()['part']));
        if (level !== undefined) child.level = pinoLevel(level);
      },
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      ...(redact ? { hooks: { streamWrite: redact } } : {}),
      redact: { paths: secretPaths, censor: '[left out]' },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

function pinoLevel(level: LogLevels['level']): string {
  return level === 'off' ? 'silent' : level;
}

const secrets = ['token', 'password', 'authorization'];
const secretPaths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
