import fc from 'fast-check';
import type { Value } from '#shared/message/message.ts';

/** Any value that a message can carry, the awkward ones more often than chance would have them. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n }),
      fc.bigInt({ min: -(2n ** 90n), max: -(2n ** 53n) }),
      fc.double(),
      fc.constantFrom(-0, 2 ** 53, 1e21, 1e300, 5e-324, Number.NaN, Infinity, -Infinity),
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('\ud800', '\udc00', 'a', '"', '\\', '\u0000', '\u2028', '\x7f', '1234567890123456789'),
      }),
      fc.uint8Array(),
    ),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('type', 'data', 'value', '__proto__', 'toJSON')),
      tie('value'),
      {
        maxKeys: 4,
      },
    ),
    fc.record({
      type: fc.constantFrom('Float', 'Encoded', 'Object', 'Integer', 'String', 'integer', 'object', 'Nothing'),
      data: fc.oneof(fc.constantFrom('NaN', 'Infinity', 'aGk=', '!!', ''), tie('value')),
    }),
    fc.record({ type: fc.constantFrom('integer', 'object', 'float', 'encoded'), value: tie('value') }),
  ),
})).value as fc.Arbitrary<Value>;

/** What of a value must be the same on the other side of a language: whole floats and integers are one in JavaScript. */
export function comparable(value: Value): unknown {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : value;
  if (typeof value === 'bigint') return `big ${value}`;
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === 'object' && value !== null)
    return new Map(Object.entries(value).map(([key, item]) => [key, comparable(item)]));
  return value;
}
