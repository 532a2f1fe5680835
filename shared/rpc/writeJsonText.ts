/**
 * The JSON text of a request: as `JSON.stringify` writes it, but that big integers keep all their digits (M3).
 * @throws TypeError for a cycle
 */
export function writeJsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return write(value, []);
  }
}

function write(value: unknown, above: readonly object[]): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (above.includes(value)) throw new TypeError('a cycle cannot be written');
  const here = [...above, value];
  if (Array.isArray(value)) return `[${value.map((item) => write(item, here)).join(',')}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== 'function');
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item, here)}`).join(',')}}`;
}
