/** How many labels a count tells apart; whatever comes later is `other`, since anybody's exception types become labels. */
const mostLabels = 200;

/** Counts by one label, as a Prometheus counter that costs one table access (see `Durations`). */
export class Counts<Label extends string = string> {
  readonly type = 'counter';
  readonly aggregator = 'sum';
  private readonly counts = new Map<string, { value: number }>();

  constructor(
    readonly name: string,
    readonly help: string,
    private readonly label: Label,
    /** Labels that are shown from the beginning, at zero. */
    expected: readonly string[] = [],
  ) {
    for (const labelled of expected) this.count(labelled);
  }

  add(labelled: string): void {
    const known = this.counts.get(labelled);
    if (known) known.value++;
    else this.count(this.counts.size < mostLabels ? labelled : 'other').value++;
  }

  /** For the registry. */
  get() {
    const values = [...this.counts].map(([labelled, { value }]) => ({ labels: { [this.label]: labelled }, value }));
    return Promise.resolve({ name: this.name, help: this.help, type: this.type, aggregator: this.aggregator, values });
  }

  reset(): void {
    this.counts.clear();
  }

  private count(labelled: string): { value: number } {
    const known = this.counts.get(labelled) ?? { value: 0 };
    this.counts.set(labelled, known);
    return known;
  }
}
