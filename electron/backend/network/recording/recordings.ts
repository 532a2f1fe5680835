import { AppError } from '#shared/rpc/errors.ts';
import type { RecordingMode, RunMessage, RunPage, RunSummary } from '#shared/rpc/live/recording.ts';
import { programOwner } from '../../system/programOwner.ts';
import { DeadLetters } from './deadLetters.ts';
import type { LetterLimits } from './letterTable.ts';
import { prune, type RecordingLimits } from './prune.ts';
import { goesOn, RunDatabase, type RunRecord } from './runDatabase.ts';
import { pageOf, type RunPageRequest } from './runPage.ts';
import { RunRecorder } from './runRecorder.ts';
import { describeMessage, type Redact, type StoredMessage } from './runRecords.ts';

export interface RecordingsOptions {
  /** Folder of the database, made when something is first kept or asked for. */
  folder: string;
  /** What is kept of a run when nobody says otherwise. */
  mode: RecordingMode;
  limits: RecordingLimits;
  /** How many dead letters are kept of a graph, and bytes of them. */
  letterLimits?: LetterLimits;
  /** Takes secrets out of what is written; without it, messages are kept as they are. */
  redact?: Redact;
  now(): number;
}

const asItIs: Redact = (json) => json;
const mostFailures = 1000;
/** Old records are looked for after so many bytes were written, and after a quarter of the greatest age. */
const pruneBytes = 8 * 1024 ** 2;
/** Effects of a message are looked for among so many later ones. */
const effectsReach = 20_000;
const mostEffects = 200;

/** The recorded runs of a workspace and the dead letters of its flows. The database is opened when first needed. */
export class Recordings implements AsyncDisposable {
  readonly deadLetters: DeadLetters;
  /** Changes whenever a run's record does. */
  revision = 0;
  private opened: RunDatabase | undefined;
  private readonly recorders = new Set<RunRecorder>();
  /** When old records were last looked for, and the bytes written since then. */
  private prunedAt = 0;
  private sincePruned = 0;

  constructor(private readonly options: RecordingsOptions) {
    const { now, redact = asItIs, letterLimits } = options;
    this.deadLetters = new DeadLetters(() => this.database(), now, redact, letterLimits);
  }

  /** Keeps the messages of a run that begins now. `onProblem` hears when something cannot be written, or not be kept. */
  record(
    run: { id: string; path: string | null; graph: string; mode?: RecordingMode | undefined },
    onProblem: (problem: string) => void,
  ): RunRecorder {
    const { now, mode, redact = asItIs } = this.options;
    const record: RunRecord = {
      id: run.id,
      path: run.path,
      graph: run.graph,
      startedAt: now(),
      endedAt: null,
      recording: run.mode ?? mode,
      messages: 0,
      bytes: 0,
      failures: 0,
      owner: programOwner(),
    };
    const recorder = new RunRecorder(record, {
      database: () => this.database(),
      deadLetters: this.deadLetters,
      redact,
      now,
      warn: onProblem,
      wrote: (bytes) => this.wrote(bytes),
    });
    this.recorders.add(recorder);
    return recorder;
  }

  /** The run is over: what waits is written. */
  end(recorder: RunRecorder): void {
    if (!this.recorders.has(recorder)) return;
    recorder.end();
    this.recorders.delete(recorder);
  }

  /** Newest first. */
  list(path?: string): RunSummary[] {
    const runs = this.database().allRuns();
    return runs.filter((run) => path === undefined || run.path === path).map((run) => this.describe(run));
  }

  /** @throws AppError `notFound` */
  open(runId: string, page: RunPageRequest): RunPage {
    this.writeWaiting(runId);
    const database = this.database();
    const run = database.run(runId);
    if (!run)
      throw new AppError(
        'notFound',
        'There is no recorded run of that id, or it was removed since. recording.max_size and max_age in reflow.yaml say how much is kept.',
      );
    const { after = 0 } = page;
    const titles = database.titlesOf(runId);
    const found = pageOf(database.messagesAfter(runId, after), page, titles);
    const failures = database.failuresOf(runId, mostFailures);
    return { run: this.describe(run), ...found, failures, ...(after === 0 ? { titles } : {}) };
  }

  /** A message with its whole value; undefined when it was not recorded. */
  message(runId: string, id: number): StoredMessage | undefined {
    this.writeWaiting(runId);
    return this.database().message(runId, id);
  }

  /** The recorded messages that the one with this id caused. */
  effects(runId: string, id: number): RunMessage[] {
    const effects: RunMessage[] = [];
    let looked = 0;
    for (const message of this.database().messagesAfter(runId, id)) {
      if (message.causes.includes(id)) effects.push(describeMessage(message));
      if (effects.length === mostEffects || ++looked === effectsReach) break;
    }
    return effects;
  }

  /** @returns how many there were; runs that are not over stay */
  delete(runIds: readonly string[]): number {
    const database = this.database();
    const running = this.running();
    const over = runIds.filter((id) => !running.has(id));
    this.revision++;
    return database.write(() => over.filter((id) => database.removeRun(id)).length);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const recorder of [...this.recorders]) this.end(recorder);
    await this.opened?.[Symbol.asyncDispose]();
  }

  private writeWaiting(runId: string): void {
    for (const recorder of this.recorders) if (recorder.run.id === runId) recorder.flush();
  }

  private running(): Map<string, RunRecord> {
    return new Map([...this.recorders].map(({ run }) => [run.id, run]));
  }

  /** The database, opened when it was not; what is too old by now is gone from it. */
  private database(): RunDatabase {
    const { folder, limits, now } = this.options;
    this.opened ??= RunDatabase.open(folder);
    const { opened } = this;
    if (now() - this.prunedAt >= limits.maxAge / 4) opened.write(() => this.prune(opened));
    return opened;
  }

  /** Messages were written, in a transaction that goes on. */
  private wrote(bytes: number): void {
    this.revision++;
    this.sincePruned += bytes;
    const { opened } = this;
    if (opened && this.sincePruned >= Math.min(pruneBytes, this.options.limits.maxBytes / 8)) this.prune(opened);
  }

  private prune(database: RunDatabase): void {
    const { limits, now } = this.options;
    this.prunedAt = now();
    this.sincePruned = 0;
    prune(database, limits, this.prunedAt, this.running());
  }

  private describe(run: RunRecord): RunSummary {
    const { owner: _, ...summary } = run;
    const state = run.endedAt !== null ? 'finished' : goesOn(run, this.running()) ? 'running' : 'interrupted';
    return { ...summary, state };
  }
}
