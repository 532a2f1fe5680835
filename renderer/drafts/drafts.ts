/** Unsaved text of a file, kept so that a crash loses nothing. */
export interface Draft {
  text: string;
  /** Hash of the file that the edit began from; null for one that is new. */
  baseHash: string | null;
  /** Milliseconds since the epoch. */
  at: number;
  /** Left by a panel that the person closed, not by a crash: taken up again without a question. */
  wasClosed: boolean;
}

/** Unsaved texts of one workspace's files, in the window's own storage. */
export class Drafts {
  private readonly prefix: string;

  constructor(
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
    workspace: string,
  ) {
    this.prefix = `reflow.draft:${workspace}:`;
  }

  read(path: string): Draft | undefined {
    const text = this.storage.getItem(this.prefix + path);
    if (text === null) return undefined;
    try {
      const draft = JSON.parse(text) as Partial<Draft> | null;
      return typeof draft?.text === 'string'
        ? { baseHash: null, at: 0, wasClosed: false, ...draft, text: draft.text }
        : undefined;
    } catch {
      return undefined;
    }
  }

  /** @returns whether it could be kept; storage may be full */
  write(path: string, draft: Draft): boolean {
    try {
      this.storage.setItem(this.prefix + path, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  remove(path: string): void {
    this.storage.removeItem(this.prefix + path);
  }
}
