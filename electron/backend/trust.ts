/** Whether the code of a workspace may run (X1). */
export class Trust {
  constructor(
    private trusted: boolean,
    private readonly onChange: (trusted: boolean) => void,
  ) {}

  get isTrusted(): boolean {
    return this.trusted;
  }

  /** A person trusts the workspace or takes it back. */
  set(trusted: boolean): void {
    this.trusted = trusted;
    this.onChange(trusted);
  }
}
