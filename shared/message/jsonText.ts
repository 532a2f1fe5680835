import { WholeFloat } from './wholeFloat.ts';

/** JSON text that `writeJsonText` splices in as it stands, without its being parsed again. */
export class RawJson {
  constructor(readonly text: string) {}

  /** `JSON.stringify` cannot splice; `writeJsonText` then writes the value itself. */
  toJSON(): never {
    throw new TypeError('RawJson is written by writeJsonText');
  }
}

/**
 * The JSON text of a request, a result or error data: as `JSON.stringify` writes it, but that big integers keep all their digits (M3) and
 * `RawJson` and `WholeFloat` are spliced in. What cannot be written is `null`.
 * @throws TypeError for a cycle
 */
export function writeJsonText(value: unknown): string {
  if (value instanceof RawJson) return value.text;
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return write(value, []);
  }
}

function write(value: unknown, above: readonly object[]): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (value instanceof RawJson || value instanceof WholeFloat) return value.text;
  if (above.includes(value)) throw new TypeError('a cycle cannot be written');
  const here = [...above, value];
  if (Array.isArray(value)) return `[${value.map((item) => write(item, here)).join(',')}]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return write((value.toJSON as () => unknown)(), here);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== 'function');
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item, here)}`).join(',')}}`;
}
