import { fork, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { AppError } from '#shared/rpc/errors.ts';
import type { FileReading, FileRequest } from './fileReader.ts';
import type { Migration } from '../migration/migration.ts';
import type { MigrationRequest, ParseBatch, ParserAnswer, ParserSettings } from './parserMessages.ts';
import { ParserFailure } from './parserFailure.ts';

export interface ParserChildOptions extends ParserSettings {
  /** Path of the built `parserProcess`. */
  readonly entry: string;
  /** Megabytes of JavaScript heap. */
  readonly memory: number;
  /** Milliseconds for one batch. */
  readonly timeLimit: number;
}

/** One parser process. It reads one batch at a time, and is of no use any more once a batch failed. */
export class ParserChild implements AsyncDisposable {
  private readonly child: ChildProcess;
  private readonly ready: Promise<void>;
  private readonly exited: Promise<void>;
  private errors = '';

  constructor(private readonly options: ParserChildOptions) {
    const { grammar, largestFile, memory } = options;
    this.child = fork(options.entry, [JSON.stringify({ grammar, largestFile } satisfies ParserSettings)], {
      // Under Electron the same binary is Node when it is told so.
      env: { ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [`--max-old-space-size=${memory}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child
      .stderr!.setEncoding('utf8')
      .on('data', (text: string) => (this.errors = (this.errors + text).slice(-4096)));
    this.exited = new Promise((resolve) => {
      this.child.once('exit', () => resolve());
      this.child.once('error', () => resolve());
    });
    this.ready = new Promise((resolve, reject) => {
      this.child.once('message', () => resolve());
      void this.exited.then(() => reject(this.startFailure()));
    });
    this.ready.catch(() => {});
    // An idle parser keeps no program alive.
    this.child.unref();
    (this.child.stderr as Socket).unref();
    this.child.channel?.unref();
  }

  /** @throws ParserFailure when the process crashes or takes too long; AppError when it cannot even start */
  async read(files: readonly FileRequest[]): Promise<FileReading[]> {
    const answer = await this.ask({ files });
    return answer.kind === 'read' ? answer.readings : [];
  }

  /**
   * What migrating a file comes to (L1); the file is not written.
   * @throws as `read`
   */
  async migrate(file: FileRequest): Promise<Migration> {
    const answer = await this.ask({ migrate: file });
    return answer.kind === 'migrated' ? answer.migration : { kind: 'none' };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private async ask(request: ParseBatch | MigrationRequest): Promise<ParserAnswer> {
    this.child.channel?.ref();
    try {
      await this.ready;
      return await this.answer(request);
    } finally {
      this.child.channel?.unref();
    }
  }

  private answer(request: ParseBatch | MigrationRequest): Promise<ParserAnswer> {
    const { timeLimit, memory } = this.options;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        finish();
        reject(new ParserFailure(`Reading this file took more than ${timeLimit / 1000} s and was stopped.`));
      }, timeLimit);
      const onMessage = (answer: ParserAnswer) => {
        finish();
        resolve(answer);
      };
      const onExit = () => {
        finish();
        const outOfMemory = /heap out of memory|allocation failed/i.test(this.errors);
        const reason = outOfMemory ? `it needed more than ${memory} MB` : 'it is nested too deeply or malformed';
        reject(new ParserFailure(`This file could not be read; ${reason}.`));
      };
      const finish = () => {
        clearTimeout(timer);
        this.child.off('message', onMessage).off('exit', onExit);
      };
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        onExit();
        return;
      }
      this.child.on('message', onMessage).on('exit', onExit);
      this.child.send(request, (error) => {
        if (error) onExit();
      });
    });
  }

  private startFailure(): AppError {
    const lastLine =
      this.errors
        .trim()
        .split('\n')
        .findLast((line) => line.trim() !== '') ?? 'no reason given';
    return new AppError('internalError', `The process that reads actor files does not start: ${lastLine}`);
  }
}
