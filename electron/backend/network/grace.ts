/** The time in which running firings may finish (N6), unless somebody ends it. */
export class Grace {
  private end: () => void = () => {};

  /** Settles when all is done, the time in milliseconds is up or somebody ends it. */
  async wait(isDone: Promise<void>, milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const isOver = new Promise<void>((resolve) => {
      this.end = resolve;
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([isDone, isOver]);
    clearTimeout(timer);
  }

  /** Ends it, if somebody waits. */
  over(): void {
    this.end();
  }
}
