interface Renewed {
  readonly at: number;
  readonly kept: number;
  readonly epoch: number;
}

/** When the time to live of each key's marks was last renewed: not with every operation, since that costs Redis as much as the operation. */
export class MarkRenewals {
  private readonly byKey = new Map<string, Renewed>();

  constructor(
    private readonly now: () => number,
    private readonly mostKeys = 10_000,
  ) {}

  /**
   * @param kept milliseconds for which the marks must be kept at least
   * @param epoch another one than before when Redis may have forgotten everything
   * @returns milliseconds to renew them for, twice as long so that it need not be soon again; 0 when they live long enough
   */
  renewal(key: string, kept: number, epoch: number): number {
    const now = this.now();
    const last = this.byKey.get(key);
    if (last && last.epoch === epoch && last.at + last.kept >= now + kept) return 0;
    this.byKey.delete(key);
    this.byKey.set(key, { at: now, kept: 2 * kept, epoch });
    if (this.byKey.size > this.mostKeys) this.byKey.delete(this.byKey.keys().next().value!);
    return 2 * kept;
  }

  /** Whether they were renewed is not known. */
  forget(key: string): void {
    this.byKey.delete(key);
  }
}
