import { fork } from 'node:child_process';
import type { Socket } from 'node:net';

/** A process that runs the parsers, however it was started. */
export interface ParserProgram {
  /** Settles with its end, and when it could not be started at all. */
  readonly exited: Promise<void>;
  /** The last of what it wrote to stderr. */
  readonly errors: string;
  /** Messages are structured clones. What is sent to one that has ended is lost. */
  send(message: unknown): void;
  hear(listener: (message: unknown) => void): void;
  /** Whether this program lives on for its sake. */
  hold(held: boolean): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}

/**
 * Starts the built `parserProcess`.
 * @param settings its argument
 * @param memory megabytes of JavaScript heap
 */
export type StartParserProgram = (entry: string, settings: string, memory: number) => ParserProgram;

/** Characters of stderr that are kept. */
export const keptErrors = 4096;

/** A process of the Node that runs this program. */
export function startNodeParser(entry: string, settings: string, memory: number): ParserProgram {
  const child = fork(entry, [settings], {
    env: {},
    execArgv: [`--max-old-space-size=${memory}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-keptErrors)));
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  child.unref();
  (child.stderr as Socket).unref();
  child.channel?.unref();
  return {
    exited,
    get errors() {
      return errors;
    },
    send: (message) => void child.send(message as object, () => {}),
    hear: (listener) => void child.on('message', listener),
    hold: (held) => (held ? child.channel?.ref() : child.channel?.unref()),
    kill: () => void child.kill('SIGKILL'),
  };
}
