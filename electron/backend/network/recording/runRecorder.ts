import type { RecordingMode, RunFailure } from '#shared/rpc/live/recording.ts';
import type { FailedFiring, MessageSource, NetworkRecorder } from '../networkRecorder.ts';
import type { NetworkNode } from '../networkNode.ts';
import type { SentMessage } from '../sentMessage.ts';
import type { DeadLetters } from './deadLetters.ts';
import { causesOf, keptAfter } from './keptMessages.ts';
import type { RunDatabase, RunRecord } from './runDatabase.ts';
import { writeMessage, type Redact } from './runRecords.ts';

/** Messages kept of what went before an error, and of what led to it. */
const keptBefore = 200;
const keptCauses = 200;
/** After so many failures of one run only they themselves are kept: what surrounds them is known by then. */
const mostSurroundings = 1000;
/** After so many they are only counted. */
const mostFailures = 10_000;
/** What waits is written when it has this size, and after this time, in milliseconds. */
const batchBytes = 1024 ** 2;
const batchDelay = 100;

export interface RunRecorderHost {
  readonly database: () => RunDatabase;
  readonly deadLetters: DeadLetters;
  readonly redact: Redact;
  now(): number;
  /** Something cannot be written, or not be kept. */
  warn(problem: string): void;
  /** The run's record is another now: so many bytes of messages more, in a transaction that goes on. */
  wrote(bytes: number): void;
}

/**
 * Keeps the messages of one run (N8, N10). They are written in batches; where they come faster than the disk takes them, writing
 * holds the network up, so that memory stays bounded. What cannot be written never disturbs the run.
 */
export class RunRecorder implements NetworkRecorder {
  wantsAll: boolean;
  private waiting: { id: number; bytes: Buffer }[] = [];
  private waitingBytes = 0;
  private waitingFailures: RunFailure[] = [];
  private writtenFailures = 0;
  private timer: NodeJS.Timeout | undefined;
  private readonly written = new WeakSet<SentMessage>();
  private isBroken = false;
  private unwrittenTitles: Record<string, string> | undefined;
  /** Dead letters of the graph that had to go for new ones. */
  private lettersGone = 0;

  constructor(
    readonly run: RunRecord,
    private readonly host: RunRecorderHost,
  ) {
    this.wantsAll = run.recording === 'all';
    if (run.recording !== 'off') this.guard(() => this.save());
  }

  /** What is kept from now on. */
  set mode(mode: RecordingMode) {
    this.run.recording = mode;
    this.wantsAll = mode === 'all';
    this.guard(() => this.save());
  }

  /** What the nodes are called from now on, by their ids, where that is not their id. */
  set titles(titles: Record<string, string>) {
    this.unwrittenTitles = titles;
  }

  sent(source: MessageSource, message: SentMessage): void {
    if (this.isBroken || this.written.has(message)) return;
    this.written.add(message);
    const bytes = writeMessage(source, message, this.host.redact);
    this.waiting.push({ id: message.id, bytes });
    this.waitingBytes += bytes.length;
    if (this.waitingBytes >= batchBytes) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), batchDelay);
  }

  failed(failed: FailedFiring, nodes: ReadonlyMap<string, NetworkNode>): void {
    if (!failed.isHandled) this.unprocessed([failed]);
    if (this.run.recording === 'off') return;
    const { node, taken, failure, isHandled, lastMessage } = failed;
    if (this.run.recording === 'failure' && this.run.failures < mostSurroundings) {
      for (const { source, message } of causesOf(nodes, taken.causes, keptCauses)) this.sent(source, message);
      for (const { source, message } of keptAfter(nodes, lastMessage - keptBefore)) this.sent(source, message);
    }
    this.run.failures++;
    this.timer ??= setTimeout(() => this.flush(), batchDelay);
    if (this.run.failures > mostFailures) return;
    this.waitingFailures.push({
      node: node.id,
      timestamp: this.host.now(),
      error: failure,
      causes: [...taken.causes],
      handled: isHandled,
      after: lastMessage,
    });
  }

  unprocessed(left: readonly FailedFiring[]): void {
    const { graph, id } = this.run;
    this.guard(() => {
      const gone = this.host.deadLetters.add(graph, id, left);
      if (gone > 0 && this.lettersGone === 0)
        this.host.warn(
          `${graph} has more dead letters than are kept: from now on the oldest are let go for new ones. Retry or discard some in the runs panel.`,
        );
      this.lettersGone += gone;
    });
  }

  recovered(deadLetter: string): void {
    this.guard(() => this.host.deadLetters.recovered(this.run.graph, deadLetter));
  }

  untried(deadLetter: string): void {
    this.host.deadLetters.untried(this.run.graph, deadLetter);
  }

  /** Writes what waits. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const batch = this.waiting;
    this.waiting = [];
    this.waitingBytes = 0;
    this.guard(() => this.save(batch));
  }

  /** The run is over. */
  end(): void {
    this.run.endedAt = this.host.now();
    if (this.run.recording !== 'off' || this.run.messages > 0) this.flush();
    clearTimeout(this.timer);
    const { graph } = this.run;
    this.host.deadLetters.forgetRetries(graph);
    if (this.lettersGone > 0)
      this.host.warn(`The oldest dead letters of ${graph}, ${this.lettersGone} in all, were let go during this run.`);
  }

  private save(batch: readonly { id: number; bytes: Buffer }[] = []): void {
    const database = this.host.database();
    const { run } = this;
    database.write(() => {
      let written = 0;
      for (const { id, bytes } of batch) {
        database.putMessage(run.id, id, bytes);
        written += bytes.length;
      }
      run.messages += batch.length;
      run.bytes += written;
      for (const failure of this.waitingFailures.splice(0))
        database.putFailure(run.id, ++this.writtenFailures, failure);
      if (this.unwrittenTitles) database.putTitles(run.id, this.unwrittenTitles);
      this.unwrittenTitles = undefined;
      database.putRun(run);
      this.host.wrote(written);
    });
  }

  private guard(write: () => void): void {
    if (this.isBroken) return;
    try {
      write();
    } catch (error) {
      this.isBroken = true;
      this.host.warn(`This run is not recorded any more: ${(error as Error).message}`);
    }
  }
}
