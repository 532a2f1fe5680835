import { randomUUID } from 'node:crypto';
import { previewOf } from '#shared/message/preview.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { DeadLetter } from '#shared/rpc/live/debugging.ts';
import { Packet } from '../../channel/packet.ts';
import type { FailedFiring } from '../networkRecorder.ts';
import type { LetterLimits, LetterRecord, LetterTable } from './letterTable.ts';
import type { RunDatabase } from './runDatabase.ts';
import type { Redact } from './runRecords.ts';

/** Most that is kept of one graph where nobody says otherwise. */
const usualLimits: LetterLimits = { letters: 100_000, bytes: 1024 ** 3 };

/** The messages of flows whose processing failed (N10), by graph name, on disk; beyond what is kept, the oldest go. */
export class DeadLetters {
  /** Changes whenever the letters do. */
  revision = 0;
  /** Those that are being tried again, by graph. */
  private readonly retrying = new Map<string, Set<string>>();
  /** How many ids this program made. */
  private made = 0;

  constructor(
    private readonly database: () => RunDatabase,
    private readonly now: () => number,
    private readonly redact: Redact,
    private readonly limits = usualLimits,
  ) {}

  /**
   * Keeps what failed firings took. One that was tried again and failed again keeps its place.
   * @returns how many letters had to go for them
   */
  add(graph: string, runId: string, failed: readonly FailedFiring[]): number {
    const database = this.database();
    const gone = database.write(() => {
      for (const one of failed) this.put(database.letters, graph, runId, one);
      return database.letters.trim(graph, this.limits);
    });
    for (const id of gone) this.settled(graph, id);
    this.revision++;
    return gone.length;
  }

  private put(letters: LetterTable, graph: string, runId: string, { node, taken, failure }: FailedFiring): void {
    const id = taken.deadLetter ?? this.newId();
    const texts = new Map([...taken.packets].map(([port, { json }]) => [port, this.redact(json)]));
    const previews = [...texts].map(([port, json]) => {
      const { message, plainJson } = Packet.ofJson(json);
      return [port, previewOf(message, plainJson)] as const;
    });
    const record: LetterRecord = {
      node: node.id,
      component: node.definition.component,
      inputs: Object.fromEntries(previews),
      error: failure,
      timestamp: this.now(),
      runId,
      causes: [...taken.causes],
      attempts: (letters.record(graph, id)?.attempts ?? 0) + 1,
    };
    letters.put(graph, id, record, texts);
    this.settled(graph, id);
  }

  /** Newest first. */
  list(graph: string, limit: number): { letters: DeadLetter[]; total: number } {
    const { letters } = this.database();
    return {
      letters: letters.newest(graph, limit).map(({ id, record }) => this.describe(graph, id, record)),
      total: letters.total(graph),
    };
  }

  /** @throws AppError `notFound` */
  get(graph: string, id: string): { letter: DeadLetter; inputs: Map<string, Packet> } {
    const { letters } = this.database();
    const record = letters.record(graph, id);
    if (!record)
      throw new AppError(
        'notFound',
        `There is no dead letter ${id} of ${graph} any more: its message went through since, or it was discarded.`,
      );
    const inputs = new Map([...letters.inputsOf(graph, id)].map(([port, json]) => [port, Packet.ofJson(json)]));
    return { letter: this.describe(graph, id, record), inputs };
  }

  /**
   * Has `replay` try it again; `recovered` or `add` says how it went.
   * @throws AppError `notFound`, `conflict` while it is being tried, and what `replay` throws
   */
  retry(graph: string, id: string, replay: (node: string, inputs: ReadonlyMap<string, Packet>) => void): void {
    const { letter, inputs } = this.get(graph, id);
    if (letter.retrying) throw new AppError('conflict', `${id} is being tried again just now. Wait for the outcome.`);
    replay(letter.node, inputs);
    this.retrying.set(graph, (this.retrying.get(graph) ?? new Set()).add(id));
    this.revision++;
  }

  /** The run of a graph ended; what it was trying again waits again. */
  forgetRetries(graph: string): void {
    this.retrying.delete(graph);
    this.revision++;
  }

  /** Trying it again came to no end. */
  untried(graph: string, id: string): void {
    this.settled(graph, id);
    this.revision++;
  }

  recovered(graph: string, id: string): void {
    this.settled(graph, id);
    this.discard(graph, [id]);
  }

  /** @returns how many there were; without `ids` all of the graph */
  discard(graph: string, ids?: readonly string[]): number {
    const database = this.database();
    const { letters } = database;
    const discarded = database.write(
      () => (ids ?? letters.ids(graph)).filter((id) => letters.remove(graph, id)).length,
    );
    this.revision++;
    return discarded;
  }

  /** It is known how trying it again went. */
  private settled(graph: string, id: string): void {
    this.retrying.get(graph)?.delete(id);
  }

  private describe(graph: string, id: string, record: LetterRecord): DeadLetter {
    return { ...record, id, graph, retrying: this.retrying.get(graph)?.has(id) ?? false };
  }

  /** Ids of later letters are greater, also within a millisecond; two programs never make the same. */
  private newId(): string {
    const time = this.now().toString(36).padStart(9, '0');
    const number = (this.made++).toString(36).padStart(6, '0');
    return `${time}-${number}-${randomUUID().slice(0, 8)}`;
  }
}
