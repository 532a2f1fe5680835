/** One key of an actor's state (T7). */
export interface StateEntry {
  namespace: string;
  actorId: string;
  key: string;
  type: 'value' | 'counter' | 'list';
  /** JSON text of the value, plain form. */
  json: string;
  bytes: number;
  /** Seconds left; null when it does not expire. */
  ttl: number | null;
  /** When it was last written, and by whom, as far as this program knows. */
  updatedAt: number | null;
  writer: string | null;
}

/** One change of a key of an actor's state (T7). Texts are JSON, of which the first 1,024 characters are kept. */
export interface StateChangeRecord {
  namespace: string;
  actorId: string;
  key: string;
  at: number;
  /** The node that did it, `another program` where it was none of this one's, or null where that is not known. */
  writer: string | null;
  /** `elsewhere`: by another program, by a person, or because its time was up. */
  operation: 'set' | 'increment' | 'extend' | 'pop' | 'delete' | 'expire' | 'elsewhere';
  /** What was there, or the item that was taken; null when there was nothing, or it is not known. */
  before: string | null;
  /** What is there now, or the list of items that were appended; null when it is gone. */
  after: string | null;
}
