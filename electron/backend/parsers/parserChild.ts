import { AppError } from '#shared/rpc/errors.ts';
import type { FileReading, FileRequest } from '../readers/fileReader.ts';
import type { Migration } from '../migration/migration.ts';
import type { MigrationRequest, ParseBatch, ParserAnswer, ParserSettings } from './parserMessages.ts';
import { ParserFailure } from './parserFailure.ts';
import { startNodeParser, type ParserProgram, type StartParserProgram } from './parserProgram.ts';

export interface ParserChildOptions extends ParserSettings {
  /** Path of the built `parserProcess`. */
  readonly entry: string;
  /** Megabytes of JavaScript heap. */
  readonly memory: number;
  /** Milliseconds for one batch. */
  readonly timeLimit: number;
  /** By Node's own means unless said otherwise. */
  readonly start?: StartParserProgram | undefined;
}

/** One parser process. It reads one batch at a time, and is of no use any more once a batch failed. */
export class ParserChild implements AsyncDisposable {
  private readonly program: ParserProgram;
  private readonly ready: Promise<void>;
  private hasEnded = false;
  /** Hears the answer to what was asked, or undefined when the process has ended. */
  private settle: (answer: ParserAnswer | undefined) => void = () => {};

  constructor(private readonly options: ParserChildOptions) {
    const { start = startNodeParser, entry, grammar, largestFile, memory } = options;
    this.program = start(entry, JSON.stringify({ grammar, largestFile } satisfies ParserSettings), memory);
    this.ready = new Promise((resolve, reject) => {
      this.program.hear((message) => {
        const answer = message as ParserAnswer;
        if (answer.kind === 'ready') resolve();
        else this.settle(answer);
      });
      void this.program.exited.then(() => {
        this.hasEnded = true;
        reject(this.startFailure());
        this.settle(undefined);
      });
    });
    this.ready.catch(() => {});
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
    this.program.kill();
    await this.program.exited;
  }

  private async ask(request: ParseBatch | MigrationRequest): Promise<ParserAnswer> {
    // An idle parser keeps no program alive.
    this.program.hold(true);
    try {
      await this.ready;
      return await this.answer(request);
    } finally {
      this.program.hold(false);
    }
  }

  private answer(request: ParseBatch | MigrationRequest): Promise<ParserAnswer> {
    const { timeLimit } = this.options;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.settle = () => {};
        reject(new ParserFailure(`Reading this file took more than ${timeLimit / 1000} s and was stopped.`));
      }, timeLimit);
      this.settle = (answer) => {
        this.settle = () => {};
        clearTimeout(timer);
        if (answer) resolve(answer);
        else reject(this.crash());
      };
      if (this.hasEnded) this.settle(undefined);
      else this.program.send(request);
    });
  }

  private crash(): ParserFailure {
    const outOfMemory = /heap out of memory|allocation failed/i.test(this.program.errors);
    const reason = outOfMemory
      ? `it needed more than ${this.options.memory} MB`
      : 'it is nested too deeply or malformed';
    return new ParserFailure(`This file could not be read; ${reason}.`);
  }

  private startFailure(): AppError {
    const lastLine =
      this.program.errors
        .trim()
        .split('\n')
        .findLast((line) => line.trim() !== '') ?? 'no reason given';
    return new AppError('internalError', `The process that reads actor files does not start: ${lastLine}`);
  }
}
