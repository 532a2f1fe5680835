interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Changes to a text by ranges of it, which must not overlap; all the rest stays as it is, comments and white space included. */
export class SourceEdits {
  private readonly replacements: Edit[] = [];
  private readonly opening = new Map<number, string>();
  private readonly closing = new Map<number, string>();
  private readonly inserted = new Map<number, string>();
  /** Whole lines before the line that begins at an offset. */
  private readonly lines = new Map<number, string[]>();
  /** By how much the line that begins at an offset is indented more. */
  private readonly margins = new Map<number, string>();
  private readonly removedLines = new Set<number>();

  constructor(readonly text: string) {}

  replace(start: number, end: number, text: string): void {
    this.replacements.push({ start, end, text });
  }

  remove(start: number, end: number): void {
    this.replace(start, end, '');
  }

  /** Inserts before what begins at an offset; of several, the first given comes first. */
  before(at: number, text: string): void {
    this.opening.set(at, (this.opening.get(at) ?? '') + text);
  }

  /** Inserts behind what ends at an offset; of several, the last given comes first. */
  after(at: number, text: string): void {
    this.closing.set(at, text + (this.closing.get(at) ?? ''));
  }

  /** Inserts between what ends and what begins at an offset; of several, the first given comes first. */
  between(at: number, text: string): void {
    this.inserted.set(at, (this.inserted.get(at) ?? '') + text);
  }

  /** Puts something around a range. */
  wrap(start: number, end: number, open: string, close: string): void {
    this.before(start, open);
    this.after(end, close);
  }

  /** Removes the line in which a statement stands alone, else the statement only: a comment behind it stays. */
  removeStatement(start: number, end: number): void {
    const line = this.lineStart(start);
    const next = this.nextLine(end);
    const rest = this.text.slice(line, start) + this.text.slice(end, next);
    if (rest.trim() !== '') this.remove(start, end);
    else {
      this.remove(line, next);
      this.removedLines.add(line);
    }
  }

  /** Indents the lines that begin in a range. `isFixed` lines stay: they begin inside a string. */
  indent(from: number, to: number, unit: string, isFixed: (offset: number) => boolean): void {
    for (let line = from; line < to; line = this.nextLine(line)) {
      const isBlank = /^[ \t\r]*(?:\n|$)/.test(this.text.slice(line, this.nextLine(line)));
      if (!isBlank && !isFixed(line) && !this.removedLines.has(line)) this.margins.set(line, unit);
      if (this.nextLine(line) === line) return;
    }
  }

  lineStart(at: number): number {
    return this.text.lastIndexOf('\n', at - 1) + 1;
  }

  /** Offset of the line after the one with an offset; the text's end when it is the last. */
  nextLine(at: number): number {
    const end = this.text.indexOf('\n', at);
    return end < 0 ? this.text.length : end + 1;
  }

  /** The white space at the beginning of the line with an offset. */
  indentation(at: number): string {
    return /^[ \t]*/.exec(this.text.slice(this.lineStart(at)))![0];
  }

  /** Inserts whole lines before the line with an offset, indented as it is. */
  linesBefore(at: number, lines: readonly string[]): void {
    const start = this.lineStart(at);
    const indent = this.indentation(at);
    this.lines.set(start, [...(this.lines.get(start) ?? []), ...lines.map((line) => `${indent}${line}\n`)]);
  }

  /** The changed text, with the line ends of the original. */
  apply(): string {
    const cuts = new Set(
      [this.closing, this.inserted, this.lines, this.margins, this.opening].flatMap((layer) => [...layer.keys()]),
    );
    const inserted = (at: number) => {
      const margin = this.margins.get(at) ?? '';
      const lines = (this.lines.get(at) ?? []).map((line) => margin + line).join('');
      return [this.closing.get(at), this.inserted.get(at), lines, margin, this.opening.get(at)].join('');
    };
    const points = [
      ...[...cuts].map((at) => ({ start: at, end: at, text: inserted(at), order: 0 })),
      ...this.replacements.map((edit) => ({ ...edit, order: 1 })),
    ].toSorted((one, other) => one.start - other.start || one.order - other.order || one.end - other.end);
    let result = '';
    let at = 0;
    for (const { start, end, text } of points) {
      if (start < at) {
        // An insertion within what was removed goes with it, all but at its end.
        if (start === end) continue;
        throw new Error(`edits overlap at ${start}`);
      }
      result += this.text.slice(at, start) + this.nativeLines(text);
      at = end;
    }
    return result + this.text.slice(at);
  }

  private nativeLines(text: string): string {
    return this.text.includes('\r\n') ? text.replace(/\r?\n/g, '\r\n') : text;
  }
}
