/** Which numbered operations have been answered, so that Redis can forget their marks with the next operation on the same key. */
export class AnsweredOperations {
  private readonly byKey = new Map<string, number[]>();

  /** @param mostKeys keys remembered; the marks of forgotten ones expire by themselves */
  constructor(
    private readonly mostKeys = 10_000,
    private readonly mostAtOnce = 500,
  ) {}

  add(key: string, operation: number): void {
    const numbers = this.byKey.get(key);
    if (numbers) numbers.push(operation);
    else this.byKey.set(key, [operation]);
    if (this.byKey.size > this.mostKeys) this.byKey.delete(this.byKey.keys().next().value!);
  }

  /** What was taken could not be told. */
  giveBack(key: string, told: string): void {
    if (told !== '') for (const number of told.split(',')) this.add(key, Number(number));
  }

  /** Numbers with commas between them; they are told once. */
  take(key: string): string {
    const numbers = this.byKey.get(key);
    if (!numbers) return '';
    const told = numbers.splice(0, this.mostAtOnce);
    if (numbers.length === 0) this.byKey.delete(key);
    return told.join(',');
  }
}
