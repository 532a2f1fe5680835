/** A piece of text that a language service sees and a person does not. */
export interface Insertion {
  /** Where, in the person's text. */
  readonly at: number;
  readonly text: string;
  /** Whether it belongs to what comes after it: a place just there is after it then, else before it. */
  readonly opens: boolean;
}

/** A text with insertions; `undefined` stands for what only they contain. */
export class InsertedText {
  readonly text: string;

  /** @param insertions in the order of their places */
  constructor(
    original: string,
    private readonly insertions: readonly Insertion[],
  ) {
    let end = 0;
    const parts = insertions.map(({ at, text }) => {
      const part = original.slice(end, at) + text;
      end = at;
      return part;
    });
    this.text = parts.join('') + original.slice(end);
  }

  /** Where a place of the person's text is in this one. */
  inserted(place: number): number {
    const before = this.insertions.filter(({ at, opens }) => at < place || (at === place && opens));
    return place + before.reduce((sum, { text }) => sum + text.length, 0);
  }

  /** What of a range of this text a person sees. */
  original(start: number, length: number): { start: number; length: number } | undefined {
    const first = this.toOriginal(start);
    const last = this.toOriginal(start + length);
    const isHidden = first.inside && last.place === first.place;
    return isHidden ? undefined : { start: first.place, length: last.place - first.place };
  }

  private toOriginal(place: number): { place: number; inside: boolean } {
    let shift = 0;
    for (const { at, text } of this.insertions) {
      const start = at + shift;
      if (place < start) break;
      if (place < start + text.length) return { place: at, inside: true };
      shift += text.length;
    }
    return { place: place - shift, inside: false };
  }
}
