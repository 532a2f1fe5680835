import { randomUUID } from 'node:crypto';
import { previewOf } from '#shared/message/preview.ts';
import { AppError } from '#shared/rpc/errors.ts';
import type { ActorFailure } from '#shared/actor/actorFailure.ts';
import type { DeadLetter } from '#shared/rpc/live/debugging.ts';
import { Packet } from '../../channel/packet.ts';
import type { FailedFiring } from '../networkRecorder.ts';
import type { RunDatabase } from './runDatabase.ts';
import type { Redact } from './runRecords.ts';

/** A dead letter as it is kept; inputs are messages' JSON texts. */
interface StoredLetter {
  node: string;
  component: string;
  inputs: Record<string, string>;
  error: ActorFailure;
  timestamp: number;
  runId: string;
  causes: number[];
  attempts: number;
}

/** Most that are kept of one graph; beyond, the oldest go. */
const mostLetters = 100_000;

/** The messages of flows whose processing failed (N10), by graph name, on disk. */
export class DeadLetters {
  /** Changes whenever the letters do. */
  revision = 0;
  /** Keys of those that are being tried again. */
  private readonly retrying = new Set<string>();

  constructor(
    private readonly database: () => RunDatabase,
    private readonly now: () => number,
    private readonly redact: Redact,
  ) {}

  /** Keeps what a failed firing took. One that was tried again and failed again keeps its place. */
  add(graph: string, runId: string, failed: FailedFiring): void {
    this.addAll(graph, runId, [failed]);
  }

  /** As `add`, of many at once. */
  addAll(graph: string, runId: string, failed: readonly FailedFiring[]): void {
    const database = this.database();
    database.write(() => {
      for (const one of failed) this.put(database, graph, runId, one);
      const excess = database.deadLetters.getCount(rangeOf(graph)) - mostLetters;
      if (excess <= 0) return;
      const oldest = [...database.deadLetters.getKeys({ ...rangeOf(graph), limit: excess })];
      for (const key of oldest) database.deadLetters.removeSync(key);
    });
    this.revision++;
  }

  private put(database: RunDatabase, graph: string, runId: string, { node, taken, failure }: FailedFiring): void {
    const id = taken.deadLetter ?? newId(this.now());
    const before = taken.deadLetter === undefined ? undefined : this.read(graph, id);
    const letter: StoredLetter = {
      node: node.id,
      component: node.definition.component,
      inputs: Object.fromEntries(
        [...taken.packets].map(([port, packet]) => [port, this.redact(packet.json).toString('utf8')]),
      ),
      error: failure,
      timestamp: this.now(),
      runId,
      causes: [...taken.causes],
      attempts: (before?.attempts ?? 0) + 1,
    };
    database.deadLetters.putSync(keyOf(graph, id), JSON.stringify(letter));
    this.retrying.delete(keyOf(graph, id));
  }

  /** Newest first. */
  list(graph: string, limit: number): { letters: DeadLetter[]; total: number } {
    const { deadLetters } = this.database();
    const { start, end } = rangeOf(graph);
    const letters = Array.from(deadLetters.getRange({ start: end, end: start, reverse: true, limit }), (entry) =>
      this.describe(graph, entry.key.slice(start.length), JSON.parse(entry.value) as StoredLetter),
    );
    return { letters, total: deadLetters.getCount({ start, end }) };
  }

  /** @throws AppError `notFound` */
  get(graph: string, id: string): { letter: DeadLetter; inputs: Map<string, Packet> } {
    const stored = this.read(graph, id);
    if (!stored) throw new AppError('notFound', `There is no dead letter ${id} of ${graph}.`);
    return { letter: this.describe(graph, id, stored), inputs: packetsOf(stored) };
  }

  /**
   * Has `replay` try it again; `recovered` or `add` says how it went.
   * @throws AppError `notFound`, `conflict` while it is being tried, and what `replay` throws
   */
  retry(graph: string, id: string, replay: (node: string, inputs: ReadonlyMap<string, Packet>) => void): void {
    const { letter, inputs } = this.get(graph, id);
    if (letter.retrying) throw new AppError('conflict', `${id} is being tried again just now. Wait for the outcome.`);
    replay(letter.node, inputs);
    this.retrying.add(keyOf(graph, id));
    this.revision++;
  }

  /** The run of a graph ended; what it was trying again waits again. */
  forgetRetries(graph: string): void {
    const { start } = rangeOf(graph);
    for (const key of this.retrying) if (key.startsWith(start)) this.retrying.delete(key);
    this.revision++;
  }

  recovered(graph: string, id: string): void {
    this.retrying.delete(keyOf(graph, id));
    this.discard(graph, [id]);
  }

  /** @returns how many there were; without `ids` all of the graph */
  discard(graph: string, ids?: readonly string[]): number {
    const database = this.database();
    const keys = ids ? ids.map((id) => keyOf(graph, id)) : [...database.deadLetters.getKeys(rangeOf(graph))];
    const discarded = database.write(() => keys.filter((key) => database.deadLetters.removeSync(key)).length);
    this.revision++;
    return discarded;
  }

  private read(graph: string, id: string): StoredLetter | undefined {
    const text = this.database().deadLetters.get(keyOf(graph, id));
    return text === undefined ? undefined : (JSON.parse(text) as StoredLetter);
  }

  private describe(graph: string, id: string, stored: StoredLetter): DeadLetter {
    const inputs = Object.fromEntries(
      [...packetsOf(stored)].map(([port, packet]) => [port, previewOf(packet.message, packet.plainJson)]),
    );
    return { ...stored, id, graph, inputs, retrying: this.retrying.has(keyOf(graph, id)) };
  }
}

function packetsOf({ inputs }: StoredLetter): Map<string, Packet> {
  return new Map(Object.entries(inputs).map(([port, text]) => [port, Packet.ofJson(Buffer.from(text))]));
}

/** Ids of later letters are greater. */
function newId(now: number): string {
  return `${now.toString(36).padStart(9, '0')}-${randomUUID().slice(0, 13)}`;
}

function keyOf(graph: string, id: string): string {
  return `${rangeOf(graph).start}${id}`;
}

function rangeOf(graph: string): { start: string; end: string } {
  const name = encodeURIComponent(graph);
  return { start: `${name}/`, end: `${name}0` };
}
