type Version = readonly [major: number, minor: number, patch: number];

/** A range of versions: from the first, included, to the second, excluded. */
type Range = readonly [from: Version, to: Version];

const endless: Version = [Number.POSITIVE_INFINITY, 0, 0];

/**
 * Whether a version is one that a constraint means: `1.2.3`, `^1.2`, `~1.2.3`, `>=1 <3`, `1.x`, `*`, with `||` for or. What follows a
 * version's `-` or `+` is not looked at.
 * @returns undefined when either cannot be read
 */
export function satisfiesConstraint(version: string, constraint: string): boolean | undefined {
  const read = readVersion(version);
  if (!read) return undefined;
  let fits = false;
  for (const alternative of constraint.split('||')) {
    const ranges = alternative
      .trim()
      .replaceAll(/([<>=^~]+)\s+/g, '$1')
      .split(/[\s,]+/)
      .map(readComparator);
    if (ranges.some((range) => range === undefined)) return undefined;
    fits ||= ranges.every((range) => compare(range![0], read) <= 0 && compare(read, range![1]) < 0);
  }
  return fits;
}

function readComparator(text: string): Range | undefined {
  const match = /^(>=|<=|>|<|=|\^|~)?v?(\*|x|\d+)?(?:\.(\*|x|\d+))?(?:\.(\*|x|\d+))?(?:[-+].*)?$/i.exec(text);
  if (!match) return undefined;
  const [, operator = '', ...written] = match;
  const numbers = written.map((part) => (part === undefined || /[*x]/i.test(part) ? undefined : Number(part)));
  const [major, minor, patch] = numbers;
  if (major === undefined) return text !== '' && operator === '' ? [[0, 0, 0], endless] : undefined;
  const from: Version = [major, minor ?? 0, patch ?? 0];
  // The next version that the parts written do not mean.
  const next: Version =
    minor === undefined ? [major + 1, 0, 0] : patch === undefined ? [major, minor + 1, 0] : [major, minor, patch + 1];
  switch (operator) {
    case '>=':
      return [from, endless];
    case '>':
      return [next, endless];
    case '<':
      return [[0, 0, 0], from];
    case '<=':
      return [[0, 0, 0], next];
    case '~':
      return [from, minor === undefined ? next : [major, minor + 1, 0]];
    case '^':
      if (major > 0 || minor === undefined) return [from, [major + 1, 0, 0]];
      return [from, minor > 0 || patch === undefined ? [0, minor + 1, 0] : [0, 0, patch + 1]];
    default:
      return [from, next];
  }
}

function readVersion(text: string): Version | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?$/.exec(text.trim());
  return match ? [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)] : undefined;
}

function compare(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
