import type { RequestId } from './envelope.ts';

/** What can be in a `CallList`: it holds its own place, for the list alone to use. */
export interface Listed {
  readonly requestId: RequestId | undefined;
  previous: Listed | undefined;
  next: Listed | undefined;
}

/**
 * The calls under way on a connection, oldest first. A linked list: under many short calls a Map or Set makes a new table every few
 * hundred of them, and dead old tables keep the calls they named alive, which the garbage collector then copies over and over.
 */
export class CallList<T extends Listed> {
  private first: T | undefined;
  private last: T | undefined;
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(call: T): void {
    call.previous = this.last;
    if (this.last) this.last.next = call;
    else this.first = call;
    this.last = call;
    this.count++;
  }

  /** Only a call that is in the list. */
  remove(call: T): void {
    const previous = call.previous as T | undefined;
    const next = call.next as T | undefined;
    if (previous) previous.next = next;
    else this.first = next;
    if (next) next.previous = previous;
    else this.last = previous;
    call.previous = undefined;
    call.next = undefined;
    this.count--;
  }

  /** The latest call with an id; of ids that differ only in their type, the one of the same type. */
  find(id: RequestId): T | undefined {
    for (let call = this.last; call; call = call.previous as T | undefined) if (call.requestId === id) return call;
    return undefined;
  }

  all(): T[] {
    const calls: T[] = [];
    for (let call = this.first; call; call = call.next as T | undefined) calls.push(call);
    return calls;
  }
}
