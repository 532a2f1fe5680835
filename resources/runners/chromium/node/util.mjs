// The parts of node:util that the runner uses.

/** A value as text for people: like JSON, but it survives cycles and says what JSON leaves out. */
export function inspect(value) {
  return shown(value, [], false);
}

export function format(first, ...rest) {
  if (typeof first !== 'string') return [first, ...rest].map(plain).join(' ');
  let next = 0;
  const text = first.replaceAll(/%[sdifjoOc%]/g, (mark) => {
    if (mark === '%%') return '%';
    if (next >= rest.length) return mark;
    const value = rest[next++];
    if (mark === '%c') return '';
    if (mark === '%s') return plain(value);
    if (mark === '%d' || mark === '%f') return String(Number(value));
    if (mark === '%i') return String(Math.trunc(Number(value)));
    return inspect(value);
  });
  return [text, ...rest.slice(next).map(plain)].join(' ');
}

/** Whether two values are alike in all that they hold. */
export function isDeepStrictEqual(one, other) {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
  if (one instanceof Date) return Object.is(one.getTime(), other.getTime());
  if (one instanceof Map || one instanceof Set) return isDeepStrictEqual([...one], [...other]);
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isDeepStrictEqual(one[key], other[key]))
  );
}

const plain = (value) => (typeof value === 'string' ? value : inspect(value));

function shown(value, above, isInside) {
  if (typeof value === 'string') return isInside || above.length > 0 ? JSON.stringify(value) : `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `[Function: ${value.name || '(anonymous)'}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Error) return String(value.stack ?? value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (above.includes(value)) return '[Circular]';
  if (above.length > 4) return '[Object]';
  const path = [...above, value];
  const item = (one) => shown(one, path, true);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(item).join(', ')} ]`;
  if (value instanceof Map)
    return `Map(${value.size}) {${[...value].map(([key, one]) => ` ${item(key)} => ${item(one)}`).join(',')} }`;
  if (value instanceof Set) return `Set(${value.size}) {${[...value].map((one) => ` ${item(one)}`).join(',')} }`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${value.length ?? value.byteLength})`;
  const entries = Object.entries(value).map(([key, one]) => `${key}: ${item(one)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
