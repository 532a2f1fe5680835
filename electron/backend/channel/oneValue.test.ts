import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isOneValue } from './oneValue.ts';

it('[X4] any JSON text is one value', () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
      expect(isOneValue(Buffer.from(text))).toBe(true);
    }),
  );
});

it.each(['', '1,"other":2', '1},"id":7,"x":{"y":1', '"a', '"a\\"', '{"a":1', '[1]]', '"a":1', '[},"x":[}', '\\"1,2'])(
  '[X4] %s beside other text would reach out of its place and is refused',
  (text) => {
    expect(isOneValue(Buffer.from(text))).toBe(false);
  },
);
