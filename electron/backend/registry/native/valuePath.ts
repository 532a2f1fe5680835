import type { Value } from '#shared/message/message.ts';

/** Steps into a value: keys of objects, places in lists (negative ones from the end). */
export type PathStep = string | number;

const step = /\.?([\p{ID_Start}_][\p{ID_Continue}-]*)|\[(-?\d+)\]|\[(?:"([^"]*)"|'([^']*)')\]/uy;

/**
 * Reads a simple JSON path: `$.a.b[0]["c d"]`; the leading `$` may be left out.
 * @throws Error with a sentence when it is none
 */
export function readPath(path: string): PathStep[] {
  const text = path.trim().replace(/^\$/, '');
  const steps: PathStep[] = [];
  for (let at = 0; at < text.length; at = step.lastIndex) {
    step.lastIndex = at;
    const match = step.exec(text);
    if (!match) throw new Error(`path: \`${path}\` is no JSON path; write for example $.items[0].name.`);
    const [, name, index, double, single] = match;
    steps.push(index === undefined ? (name ?? double ?? single)! : Number(index));
  }
  return steps;
}

/** The value at a path; undefined when there is none. */
export function valueAtPath(value: Value, steps: readonly PathStep[]): Value | undefined {
  let current: Value | undefined = value;
  for (const one of steps) {
    if (typeof current !== 'object' || current === null || current instanceof Uint8Array) return undefined;
    if (Array.isArray(current)) current = typeof one === 'number' ? current.at(one) : undefined;
    else current = Object.hasOwn(current, one) ? current[one] : undefined;
  }
  return current;
}
