/** A piece of a stack: text, or a place in a workspace file. */
export type StackPiece = { text: string } | { text: string; file: string; line: number };

/** Python's `File "a/b.py", line 3` and `(a/b.py, line 3)`, and JavaScript's `a/b.js:3:14`, for paths inside the workspace. */
const place = /File "([^"]+)", line (\d+)|((?:[\w@.-]+\/)*[\w@.-]+\.(?:py|[cm]?[jt]s))(?::|, line )(\d+)(?::\d+)?/g;

/** Cuts a stack where it names lines of the person's own files, so that they can be opened (A7). */
export function stackPieces(stack: string): StackPiece[] {
  const pieces: StackPiece[] = [];
  let end = 0;
  for (const match of stack.matchAll(place)) {
    const file = match[1] ?? match[3]!;
    if (file.startsWith('<') || file.startsWith('node:')) continue;
    if (match.index > end) pieces.push({ text: stack.slice(end, match.index) });
    pieces.push({ text: match[0], file, line: Number(match[2] ?? match[4]) });
    end = match.index + match[0].length;
  }
  if (end < stack.length) pieces.push({ text: stack.slice(end) });
  return pieces;
}
