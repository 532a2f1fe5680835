/** One letter too few, too many, other, or two exchanged; of a name that is long enough for that to be none of its likes. */
export function isTypingError(written: string, known: string): boolean {
  if (Math.abs(written.length - known.length) > 1 || known.length < 4) return false;
  let start = 0;
  while (start < written.length && written[start] === known[start]) start++;
  const tail = (text: string, skipped: number) => text.slice(start + skipped);
  return (
    tail(written, 1) === tail(known, 0) ||
    tail(written, 0) === tail(known, 1) ||
    tail(written, 1) === tail(known, 1) ||
    (written[start] === known[start + 1] && written[start + 1] === known[start] && tail(written, 2) === tail(known, 2))
  );
}

/** Keys of a config that its schema does not know and that look like one it does know and that is missing: [written, meant]. */
export function mistypedSettings(
  schema: Record<string, unknown> | null,
  config: Record<string, unknown>,
): [string, string][] {
  const properties = schema?.['properties'];
  if (typeof properties !== 'object' || properties === null) return [];
  const missing = Object.keys(properties).filter((key) => !Object.hasOwn(config, key));
  return Object.keys(config).flatMap((written): [string, string][] => {
    if (Object.hasOwn(properties, written)) return [];
    const meant = missing.find((known) => isTypingError(written.toLowerCase(), known.toLowerCase()));
    return meant === undefined ? [] : [[written, meant]];
  });
}
