/**
 * Matches a key against a glob exactly as Redis does, byte by byte: `*`, `?`, `[abc]`, `[^abc]`, `[a-z]`, `\` before a character
 * taken as it is. Takes time proportional to pattern times key at worst, whatever the pattern.
 */
export function globMatcher(pattern: string): (key: string) => boolean {
  const tokens = parse(Buffer.from(pattern, 'utf8'));
  return (key) => matches(tokens, Buffer.from(key, 'utf8'));
}

/** Writes text so that a glob takes it as it is. */
export function escapeGlob(text: string): string {
  return text.replaceAll(/[\\*?[\]^-]/g, String.raw`\$&`);
}

type Token = 'many' | ((byte: number) => boolean);

const code = { star: 42, question: 63, open: 91, close: 93, caret: 94, dash: 45, backslash: 92 } as const;

function parse(pattern: Buffer): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const byte = pattern[at]!;
    if (byte === code.star) {
      if (tokens.at(-1) !== 'many') tokens.push('many');
    } else if (byte === code.question) tokens.push(() => true);
    else if (byte === code.open) {
      const set = parseSet(pattern, at + 1);
      tokens.push(set.token);
      at = set.end;
    } else {
      if (byte === code.backslash && at + 1 < pattern.length) at++;
      const wanted = pattern[at]!;
      tokens.push((found) => found === wanted);
    }
  }
  return tokens;
}

/** A set that is never closed ends with the pattern; a range written backwards is turned round: both as in Redis. */
function parseSet(pattern: Buffer, start: number): { token: Token; end: number } {
  let at = start;
  const negated = pattern[at] === code.caret;
  if (negated) at++;
  const ranges: [number, number][] = [];
  for (; at < pattern.length && pattern[at] !== code.close; at++) {
    if (pattern[at] === code.backslash && at + 1 < pattern.length) {
      at++;
      ranges.push([pattern[at]!, pattern[at]!]);
    } else if (pattern[at + 1] === code.dash && at + 2 < pattern.length) {
      const [from, to] = [pattern[at]!, pattern[at + 2]!];
      ranges.push(from <= to ? [from, to] : [to, from]);
      at += 2;
    } else ranges.push([pattern[at]!, pattern[at]!]);
  }
  const token = (byte: number): boolean => ranges.some(([from, to]) => byte >= from && byte <= to) !== negated;
  return { token, end: at };
}

function matches(tokens: readonly Token[], key: Buffer): boolean {
  let at = 0;
  let token = 0;
  let lastMany = -1;
  let retryAt = 0;
  while (at < key.length) {
    const current = tokens[token];
    if (current === 'many') {
      lastMany = token++;
      retryAt = at;
    } else if (current?.(key[at]!)) {
      token++;
      at++;
    } else if (lastMany >= 0) {
      token = lastMany + 1;
      at = ++retryAt;
    } else return false;
  }
  while (tokens[token] === 'many') token++;
  return token === tokens.length;
}
