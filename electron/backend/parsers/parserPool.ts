import { stat } from 'node:fs/promises';
import { AppError } from '#shared/rpc/errors.ts';
import { failedReading, type FileReading, type FileRequest } from '../readers/fileReader.ts';
import { ParserFailure } from './parserFailure.ts';
import { ParserChild, type ParserChildOptions } from './parserChild.ts';

export interface ParserPoolOptions extends Partial<Omit<ParserChildOptions, 'entry' | 'grammar'>> {
  /** Path of the built `parserProcess`. */
  readonly entry: string;
  /** Path of `tree-sitter-python.wasm`. */
  readonly grammar: string;
  /** How many processes at most. */
  readonly size?: number;
}

const batchSize = 32;
/** So few files are sooner read than another process is started. */
const smallBatch = 16;
/** Milliseconds after which all processes but one end for want of work; one stays, so that a saved file is read at once. */
const idleTime = 5_000;

/** How a long reading is followed, and ended early. */
export interface ReadingOptions {
  /** Aborted: what no process has begun to read is left out. */
  readonly signal?: AbortSignal;
  /** Told how many more files have been read. */
  readonly onRead?: (count: number) => void;
}

interface Job {
  readonly files: readonly FileRequest[];
  readonly signal: AbortSignal | undefined;
  settle(readings: FileReading[] | Error): void;
}

/**
 * Reads actor files in processes of their own (D10). Files travel in batches; when a batch brings its process down, its files are
 * read again one by one, so that only the offending ones are reported.
 */
export class ParserPool implements AsyncDisposable {
  private readonly children = new Set<ParserChild>();
  private readonly idle: ParserChild[] = [];
  private readonly waiting: Job[] = [];
  private readonly childOptions: ParserChildOptions;
  private readonly size: number;
  private disposed = false;
  private shrinking: NodeJS.Timeout | undefined;

  constructor({ size, entry, grammar, memory, timeLimit, largestFile, start }: ParserPoolOptions) {
    this.size = size ?? 2;
    this.childOptions = {
      entry,
      grammar,
      memory: memory ?? 256,
      timeLimit: timeLimit ?? 5_000,
      largestFile: largestFile ?? 2 * 1024 ** 2,
      start,
    };
  }

  /**
   * Reads files, in the order given. A file that cannot be read has a problem in its reading.
   * @throws AppError `internalError` when no parser process can be started at all
   */
  async read(files: readonly FileRequest[], { signal, onRead }: ReadingOptions = {}): Promise<FileReading[]> {
    const share = Math.min(batchSize, Math.max(smallBatch, Math.ceil(files.length / this.size)));
    const batches: Promise<FileReading[]>[] = [];
    for (let at = 0; at < files.length; at += share)
      batches.push(
        this.readBatch(files.slice(at, at + share), signal).then((readings) => {
          onRead?.(readings.length);
          return readings;
        }),
      );
    return (await Promise.all(batches)).flat();
  }

  /** Starts a process, so that it gets ready while it is still found out what there is to read. */
  warmUp(): void {
    const child = this.children.size === 0 ? this.start() : undefined;
    if (child) this.idle.push(child);
  }

  /** Says which readers these are: readings of others may be different ones. */
  async identity(): Promise<string> {
    const { entry, grammar, largestFile } = this.childOptions;
    const files = await Promise.all([entry, grammar].map((file) => stat(file).catch(() => undefined)));
    return [largestFile, ...files.map((file) => `${file?.size} ${file?.mtimeMs}`)].join(' ');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disposed = true;
    clearTimeout(this.shrinking);
    for (const job of this.waiting.splice(0)) job.settle(stopped());
    await Promise.all([...this.children].map((child) => child[Symbol.asyncDispose]()));
  }

  private async readBatch(files: readonly FileRequest[], signal: AbortSignal | undefined): Promise<FileReading[]> {
    try {
      return await this.enqueue(files, signal);
    } catch (error) {
      if (!(error instanceof ParserFailure)) throw error;
      if (files.length > 1) return (await Promise.all(files.map((file) => this.readBatch([file], signal)))).flat();
      return files.map((file) => failedReading(file.path, error.message));
    }
  }

  private enqueue(files: readonly FileRequest[], signal: AbortSignal | undefined): Promise<FileReading[]> {
    if (this.disposed) return Promise.reject(stopped());
    return new Promise((resolve, reject) => {
      const settle = (result: FileReading[] | Error) => (result instanceof Error ? reject(result) : resolve(result));
      this.waiting.push({ files, signal, settle });
      this.dispatch();
    });
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      if (this.waiting[0]!.signal?.aborted) {
        this.waiting.shift()!.settle([]);
        continue;
      }
      const child = this.idle.pop() ?? this.start();
      if (!child) return;
      void this.run(child, this.waiting.shift()!);
    }
  }

  private start(): ParserChild | undefined {
    if (this.children.size >= this.size || this.disposed) return undefined;
    const child = new ParserChild(this.childOptions);
    this.children.add(child);
    return child;
  }

  private async run(child: ParserChild, job: Job): Promise<void> {
    try {
      const readings = await child.read(job.files);
      this.idle.push(child);
      this.shrinkLater();
      job.settle(readings);
    } catch (error) {
      this.children.delete(child);
      await child[Symbol.asyncDispose]();
      job.settle(this.disposed ? stopped() : (error as Error));
    }
    this.dispatch();
  }

  private shrinkLater(): void {
    clearTimeout(this.shrinking);
    if (this.children.size < 2 || this.disposed) return;
    this.shrinking = setTimeout(() => {
      for (const child of this.idle.splice(1)) {
        this.children.delete(child);
        void child[Symbol.asyncDispose]();
      }
    }, idleTime).unref();
  }
}

function stopped(): AppError {
  return new AppError('cancelled', 'Discovery was stopped.');
}
