const compactAt = 1024;

/**
 * The calls that a sandbox has yet to complete, oldest first, with their instances. Calls mostly end in the order in which they
 * began, so that two arrays with a moving head do it; a Map makes a new table every few hundred calls (as in rpc/callList.ts).
 */
export class CallQueue {
  private calls: number[] = [];
  private owners: number[] = [];
  private head = 0;
  private lastOwner: number | undefined;

  add(call: number, instance: number): void {
    this.calls.push(call);
    this.owners.push(instance);
  }

  /** Takes a call out; does nothing when it is not there. */
  end(call: number): void {
    if (this.calls[this.head] !== call) {
      const place = this.calls.indexOf(call, this.head);
      if (place >= 0) this.calls[place] = ended;
      return;
    }
    do this.head++;
    while (this.head < this.calls.length && this.calls[this.head] === ended);
    if (this.head === this.calls.length) this.empty();
    else if (this.head >= compactAt) this.compact();
  }

  /** The instance that a call belongs to; undefined when the call is not there. */
  ownerOf(call: number): number | undefined {
    const place = this.calls[this.head] === call ? this.head : this.calls.indexOf(call, this.head);
    return place < 0 ? undefined : this.owners[place];
  }

  /** About how many there are: one that ended before older ones counts until these have. */
  get size(): number {
    return this.calls.length - this.head;
  }

  /** Takes out all calls of an instance. */
  endAllOf(instance: number): void {
    for (let place = this.head; place < this.calls.length; place++)
      if (this.owners[place] === instance) this.calls[place] = ended;
    this.compact();
  }

  /** All calls of an instance, oldest first. */
  of(instance: number): number[] {
    return this.calls.filter((call, place) => place >= this.head && call !== ended && this.owners[place] === instance);
  }

  /** The oldest call; undefined when there is none. */
  get first(): number | undefined {
    return this.calls[this.head];
  }

  /** Whose the oldest call is; of an empty queue whose the last one was. */
  get owner(): number | undefined {
    return this.owners[this.head] ?? this.lastOwner;
  }

  private empty(): void {
    this.lastOwner = this.owners[this.head - 1];
    this.head = this.calls.length = this.owners.length = 0;
  }

  private compact(): void {
    const owners = this.owners.slice(this.head);
    const calls = this.calls.slice(this.head);
    this.owners = owners.filter((_, place) => calls[place] !== ended);
    this.calls = calls.filter((call) => call !== ended);
    this.head = 0;
  }
}

/** No call has this number (frames.ts). */
const ended = 0;
