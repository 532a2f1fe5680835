/** JSON text that is spliced into an answer or notification as it stands, without being parsed again. */
export class RawJson {
  constructor(readonly text: string) {}

  /** `JSON.stringify` cannot splice; `writeAnswer` then writes the value itself. */
  toJSON(): never {
    throw new TypeError('RawJson is written by writeAnswer');
  }
}

/** The JSON text of a result, of params or of error data: big integers keep their digits, `RawJson` is spliced in. */
export function writeAnswer(value: unknown): string {
  if (value === undefined) return 'null';
  if (value instanceof RawJson) return value.text;
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return write(value, []);
  }
}

/** @throws TypeError for a cycle */
function write(value: unknown, above: readonly object[]): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (value instanceof RawJson) return value.text;
  if (above.includes(value)) throw new TypeError('a cycle cannot be written');
  const here = [...above, value];
  if (Array.isArray(value)) return `[${value.map((item) => write(item, here)).join(',')}]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return write((value.toJSON as () => unknown)(), here);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== 'function');
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item, here)}`).join(',')}}`;
}
