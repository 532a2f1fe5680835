const linesPerSecond = 1000;
const charactersPerSecond = 1024 ** 2;
const second = 1000;

/** Lets through what is logged in each second up to a bound; of a flood it says that it is cut, and later by how much (X4). */
export class LogBound implements Disposable {
  private lines = 0;
  private characters = 0;
  private leftOut = 0;
  private began = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  /** @param note told once when a flood begins, and once a second how much was left out */
  constructor(private readonly note: (text: string) => void) {}

  /** Whether a text of so many characters may pass. */
  admits(characters: number): boolean {
    const now = performance.now();
    if (now - this.began >= second) {
      this.finish();
      this.began = now;
      this.lines = this.characters = 0;
    }
    this.lines++;
    this.characters += characters;
    if (this.lines <= linesPerSecond && this.characters <= charactersPerSecond) return true;
    if (this.leftOut++ === 0) {
      this.note(`It logs more than ${linesPerSecond} lines or 1 MB a second: the rest of this second is left out.`);
      this.timer = setTimeout(() => this.finish(), second).unref();
    }
    return false;
  }

  /** Says what was left out. */
  finish(): void {
    clearTimeout(this.timer);
    const { leftOut } = this;
    this.leftOut = 0;
    if (leftOut > 0) this.note(`… ${leftOut} lines left out`);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.timer);
  }
}
