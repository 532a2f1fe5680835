/** The comment that a migrated file carries where something could not be proved. */
const mark = 'TODO: ';

/** A TODO as lines of a comment, each no longer than about 100 characters. */
export function todoLines(comment: '#' | '//', reason: string): string[] {
  const lines: string[] = [];
  let line = `${comment} ${mark}`.trimEnd();
  for (const word of reason.split(' ')) {
    if (line.length + word.length > 100) {
      lines.push(line);
      line = `${comment}  `;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
