import fc from 'fast-check';
import { expect, it } from 'vitest';
import { outline } from './largeFrame.ts';

function outlineOf(text: string) {
  const reading = outline(text, 100);
  for (;;) {
    const { done, value } = reading.next();
    if (done) return value;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const count = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, item) => sum + count(item), 1)
    : 1;

it('[R1] text is JSON for an outline exactly when it is for JSON.parse, with as many values, however it is damaged', () => {
  const damage = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    put: fc.constantFrom(...',:[]{}"\\0-.e \u0001'),
  });
  fc.assert(
    fc.property(
      fc.json({ noUnicodeString: false }),
      fc.array(damage, { maxLength: 2 }),
      fc.constantFrom(0, 1),
      (json, damages, space) => {
        const text = damages.reduce(
          (left, { at, put }) => left.slice(0, at * left.length) + put + left.slice(at * left.length + 1),
          JSON.stringify(JSON.parse(json), undefined, space),
        );
        const value = parsed(text);
        const found = outlineOf(text);
        expect(found !== undefined).toBe(value !== undefined);
        // Of members with one name parsing keeps the last only.
        if (damages.length === 0) expect(found?.values).toBe(count(value));
        const items = found?.items?.map(({ start, end }) => JSON.parse(text.slice(start, end)) as unknown);
        expect(items).toEqual(Array.isArray(value) ? value : undefined);
        if (damages.length === 0) expect(found?.items?.map(({ values }) => values)).toEqual(items?.map(count));
      },
    ),
    { numRuns: 1000 },
  );
});

it('[R1] the payload or data of a single request is found, whatever is beside and within it', () => {
  const payloadIn = (text: string): string | undefined => {
    const member = outlineOf(text)?.member;
    return member && text.slice(member.start, member.end);
  };
  expect(payloadIn('{"params": {"a":[{}], "payload" : {"payload":{"params":{}}} }, "id":1}')).toBe(
    '{"payload":{"params":{}}}',
  );
  expect(payloadIn('{"p\\u0061rams":{"payload":{"x":1}},"x":{"payload":{}}}')).toBe('{"x":1}');
  expect(payloadIn('{"params":{"payload":{"x":1},"payload":{"y":2}}}')).toBe('{"y":2}');
  expect(payloadIn('{"params":{"payload":{"x":1}},"params":{}}')).toBeUndefined();
  expect(payloadIn('{"params":{"payload":{"x":1},"payload":[1]}}')).toBeUndefined();
  expect(payloadIn('{"params":[{"payload":{"x":1}}]}')).toBeUndefined();
  expect(payloadIn('[{"params":{"payload":{"x":1}}}]')).toBeUndefined();
  expect(payloadIn('{"params":{"data":[[1],{"data":[]}],"port":"p"}}')).toBe('[[1],{"data":[]}]');
  expect(payloadIn('{"params":{"data":{"a":[2]}}}')).toBe('{"a":[2]}');
  expect(payloadIn('{"params":{"data":[1],"data":1}}')).toBeUndefined();
  expect(payloadIn('{"payload":{"x":1},"params":{"config":{"payload":{}}}}')).toBeUndefined();
});
