import { pino, type DestinationStream, type Logger } from 'pino';

export interface LoggerOptions {
  /** Shows what is done step by step: sandbox creation, RPC, outputs, clean-up. */
  debug: boolean;
  /** Where records go; standard error where missing, since standard output belongs to the command's results. */
  destination?: DestinationStream;
  /** Takes secrets out of each line (N12). */
  redact?: (line: string) => string;
}

/**
 * The program's structured log (O3), one JSON object a line. Parts make their own with `logger.child({ part: 'rpc' })`. Tokens and
 * passwords are left out wherever a record has a field of that name (X3).
 */
export function createLogger({ debug, destination, redact }: LoggerOptions): Logger {
  return pino(
    {
      level: debug ? 'debug' : 'info',
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      ...(redact ? { hooks: { streamWrite: redact } } : {}),
      redact: { paths: secretPaths, censor: '[left out]' },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

const secrets = ['token', 'password', 'authorization'];
const secretPaths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
