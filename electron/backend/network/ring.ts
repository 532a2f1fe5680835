const firstSize = 16;

/** First in, first out, without moving anything: a ring that grows by doubling. */
export class Ring<T> {
  private items: (T | undefined)[] = Array.from({ length: firstSize });
  private head = 0;
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** The oldest item, which stays. */
  get first(): T | undefined {
    return this.items[this.head];
  }

  push(item: T): void {
    if (this.count === this.items.length) this.grow();
    this.items[(this.head + this.count) & (this.items.length - 1)] = item;
    this.count++;
  }

  shift(): T | undefined {
    if (this.count === 0) return undefined;
    const item = this.items[this.head];
    this.items[this.head] = undefined;
    this.head = (this.head + 1) & (this.items.length - 1);
    this.count--;
    return item;
  }

  private grow(): void {
    const { items, head, count } = this;
    const ordered = Array.from({ length: count }, (_, at) => items[(head + at) & (items.length - 1)]);
    this.items = [...ordered, ...Array.from({ length: count }, () => undefined)];
    this.head = 0;
  }
}
