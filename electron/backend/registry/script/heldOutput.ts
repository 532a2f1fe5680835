const mostMessages = 1000;
const mostBytes = 64 * 1024 ** 2;

/**
 * What an instance in a shared sandbox sends though it is held: the sandbox is read on, because the others' messages come behind its
 * own, but not without end (N1). It may be as much as a queue.
 */
export class HeldOutput {
  private messages = 0;
  private bytes = 0;

  /** It is held anew, or no longer. */
  reset(): void {
    this.messages = this.bytes = 0;
  }

  /** A message came. @returns whether that is more than may wait */
  note(bytes: number): boolean {
    this.messages++;
    this.bytes += bytes;
    return this.messages > mostMessages || this.bytes > mostBytes;
  }
}
