import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import type { Database, RootDatabase } from 'lmdb';
import type { DeadLetter } from '#shared/rpc/live/debugging.ts';

/** What is shown of a dead letter. */
export type LetterRecord = Omit<DeadLetter, 'id' | 'graph' | 'retrying'>;

/** Most that is kept of one graph. */
export interface LetterLimits {
  letters: number;
  /** Of the messages' JSON texts. */
  bytes: number;
}

interface Totals {
  letters: number;
  bytes: number;
}

const nothing: Totals = { letters: 0, bytes: 0 };
/** Longest name that is part of a key as it is: LMDB's keys end at 1,978 bytes. */
const longestName = 1000;

/**
 * Dead letters on disk, by graph and in the order of their ids. What is shown lies apart from the messages' JSON texts, which may be
 * large: who lists letters does not read them. Call what changes something inside `RunDatabase.write`.
 */
export class LetterTable {
  private readonly records: Database<LetterRecord, string>;
  private readonly inputs: Database<Buffer, string>;
  private readonly totals: Database<Totals, string>;

  constructor(root: RootDatabase<Buffer, Buffer>) {
    this.records = root.openDB({ name: 'letters', encoding: 'json' });
    this.inputs = root.openDB({ name: 'letterInputs', encoding: 'binary' });
    this.totals = root.openDB({ name: 'letterTotals', encoding: 'json' });
  }

  /** @param inputs the JSON texts of what the firing took, by inport */
  put(graph: string, id: string, record: LetterRecord, inputs: ReadonlyMap<string, Buffer>): void {
    this.remove(graph, id);
    this.records.putSync(keyOf(graph, id), record);
    this.inputs.putSync(keyOf(graph, id), serialize(inputs));
    this.count(graph, 1, bytesOf(record));
  }

  record(graph: string, id: string): LetterRecord | undefined {
    return this.records.get(keyOf(graph, id));
  }

  /** The messages' JSON texts, by inport. */
  inputsOf(graph: string, id: string): ReadonlyMap<string, Buffer> {
    const bytes = this.inputs.get(keyOf(graph, id));
    return bytes ? (deserialize(Buffer.from(bytes)) as Map<string, Buffer>) : new Map();
  }

  /** Newest first. */
  newest(graph: string, limit: number): { id: string; record: LetterRecord }[] {
    const { start, end } = rangeOf(graph);
    const range = this.records.getRange({ start: end, end: start, reverse: true, limit });
    return Array.from(range, ({ key, value }) => ({ id: key.slice(start.length), record: value }));
  }

  ids(graph: string): string[] {
    const range = rangeOf(graph);
    return Array.from(this.records.getKeys(range), (key) => key.slice(range.start.length));
  }

  total(graph: string): number {
    return this.totalsOf(graph).letters;
  }

  /** @returns whether it was there */
  remove(graph: string, id: string): boolean {
    const key = keyOf(graph, id);
    const record = this.records.get(key);
    if (!record) return false;
    this.records.removeSync(key);
    this.inputs.removeSync(key);
    this.count(graph, -1, -bytesOf(record));
    return true;
  }

  /** Takes the oldest away until the rest is within the limits; the newest stays, whatever its size. @returns their ids */
  trim(graph: string, limits: LetterLimits): string[] {
    const trimmed: string[] = [];
    for (let totals = this.totalsOf(graph); exceeds(totals, limits); totals = this.totalsOf(graph)) {
      const { start, end } = rangeOf(graph);
      const [key] = this.records.getKeys({ start, end, limit: 1 });
      const id = key!.slice(start.length);
      this.remove(graph, id);
      trimmed.push(id);
    }
    return trimmed;
  }

  private totalsOf(graph: string): Totals {
    return this.totals.get(nameOf(graph)) ?? nothing;
  }

  private count(graph: string, letters: number, bytes: number): void {
    const before = this.totalsOf(graph);
    this.totals.putSync(nameOf(graph), { letters: before.letters + letters, bytes: before.bytes + bytes });
  }
}

/** Of what it took. */
function bytesOf({ inputs }: LetterRecord): number {
  return Object.values(inputs).reduce((sum, { bytes }) => sum + bytes, 0);
}

function exceeds({ letters, bytes }: Totals, limits: LetterLimits): boolean {
  return letters > 1 && (letters > limits.letters || bytes > limits.bytes);
}

function keyOf(graph: string, id: string): string {
  return `${nameOf(graph)}/${id}`;
}

function rangeOf(graph: string): { start: string; end: string } {
  const name = nameOf(graph);
  return { start: `${name}/`, end: `${name}0` };
}

function nameOf(graph: string): string {
  const name = encodeURIComponent(graph);
  return name.length <= longestName ? name : `${createHash('sha256').update(graph).digest('hex')}%`;
}
