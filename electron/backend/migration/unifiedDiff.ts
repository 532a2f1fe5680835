/** Lines around a change that are shown with it. */
const around = 3;

interface Step {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
}

/** The difference of two texts as `diff -u` and `git apply` write and read it; empty when there is none. */
export function unifiedDiff(file: string, before: string, after: string): string {
  const steps = stepsBetween(linesOf(before), linesOf(after));
  const changed = steps.flatMap(({ kind }, index) => (kind === ' ' ? [] : [index]));
  if (changed.length === 0) return '';
  const hunks: [number, number][] = [];
  for (const index of changed) {
    const last = hunks.at(-1);
    const from = Math.max(0, index - around);
    const to = Math.min(steps.length, index + around + 1);
    if (last && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  }
  return `--- a/${file}\n+++ b/${file}\n${hunks.map(([from, to]) => hunk(steps, from, to)).join('')}`;
}

function hunk(steps: readonly Step[], from: number, to: number): string {
  const count = (part: readonly Step[], other: Step['kind']) => part.filter(({ kind }) => kind !== other).length;
  const [above, part] = [steps.slice(0, from), steps.slice(from, to)];
  const range = (other: Step['kind']) => {
    const length = count(part, other);
    return `${count(above, other) + (length === 0 ? 0 : 1)},${length}`;
  };
  const lines = part.map(({ kind, line }) =>
    line.endsWith('\n') ? `${kind}${line}` : `${kind}${line}\n\\ No newline at end of file\n`,
  );
  return `@@ -${range('+')} +${range('-')} @@\n${lines.join('')}`;
}

/** Lines with their ends. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

/** The fewest lines to take away and to add, found by the longest common subsequence of what differs at all. */
function stepsBetween(before: readonly string[], after: readonly string[]): Step[] {
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const same = (line: string): Step => ({ kind: ' ', line });
  return [
    ...before.slice(0, head).map(same),
    ...middleSteps(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

/** Cells of the table beyond which a text counts as rewritten. */
const largestTable = 4_000_000;

function middleSteps(before: readonly string[], after: readonly string[]): Step[] {
  const width = after.length + 1;
  if ((before.length + 1) * width > largestTable)
    return [...before.map((line): Step => ({ kind: '-', line })), ...after.map((line): Step => ({ kind: '+', line }))];
  // common[i * width + j]: how many lines the rests from i and from j have in common.
  const common = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      common[i * width + j] =
        before[i] === after[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
  const steps: Step[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      steps.push({ kind: ' ', line: before[i]! });
      i++;
      j++;
    } else if (j >= after.length || (i < before.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!))
      steps.push({ kind: '-', line: before[i++]! });
    else steps.push({ kind: '+', line: after[j++]! });
  }
  return steps;
}
