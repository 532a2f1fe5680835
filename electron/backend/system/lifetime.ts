/** Things to be disposed together, last made first. Whoever makes a thing puts it here or disposes it otherwise. */
export class DisposableStore implements AsyncDisposable {
  private readonly disposables: (Disposable | AsyncDisposable)[] = [];

  add<T extends Disposable | AsyncDisposable>(disposable: T): T {
    this.disposables.push(disposable);
    return disposable;
  }

  /** Hands all over to another store: this one disposes nothing of it any more. */
  move(): DisposableStore {
    const moved = new DisposableStore();
    moved.disposables.push(...this.disposables.splice(0));
    return moved;
  }

  /** Disposes all, even when one fails; the first failure is thrown at the end. */
  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    for (const disposable of this.disposables.splice(0).reverse()) {
      try {
        if (Symbol.asyncDispose in disposable) await disposable[Symbol.asyncDispose]();
        else disposable[Symbol.dispose]();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/** A Disposable that runs `dispose` once. */
export function disposable(dispose: () => void): Disposable {
  let disposed = false;
  return {
    [Symbol.dispose]() {
      if (disposed) return;
      disposed = true;
      dispose();
    },
  };
}
