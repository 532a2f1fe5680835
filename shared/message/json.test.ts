import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExactJson, parseJson, readMessage, UncarriableValue, writeMessage, writePlain } from './json.ts';
import { writeJsonText } from './jsonText.ts';
import { messageTypes, naturalType, type Value } from './message.ts';
import { holdsWholeFloats, withoutWholeFloats } from './wholeFloat.ts';

const read = (text: string) => readMessage(parseJson(text));

const value: fc.Memo<Value> = fc.memo((depth) => {
  const leaf: fc.Arbitrary<Value> = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double().filter((number) => !Number.isInteger(number) || Number.isSafeInteger(number)),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n }),
    fc.bigInt({ min: -(2n ** 200n), max: -(2n ** 53n) }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u0000i12', '\u0000s', 'NaN', '12345678901234567890'),
    fc.uint8Array(),
  );
  if (depth <= 1) return leaf;
  const key = fc.oneof(fc.string(), fc.constantFrom('type', 'data', 'value', '\u0000i9', '1234567890123456789'));
  const tagLike = fc.record<Record<string, Value>>({
    type: fc.constantFrom<Value[]>('Float', 'Encoded', 'Object', 'integer', 'String', 'nonsense'),
    data: fc.oneof<fc.Arbitrary<Value>[]>(fc.constantFrom<Value[]>('NaN', 'aGk=', 5), value(depth - 1)),
  });
  return fc.oneof(
    leaf,
    fc.array(value(depth - 1), { maxLength: 4 }),
    fc.dictionary(key, value(depth - 1), { maxKeys: 3 }),
    tagLike,
  );
});

/** Objects without prototypes and with are the same data. */
const plain = (data: Value): unknown => {
  if (Array.isArray(data)) return data.map(plain);
  if (data instanceof Uint8Array) return [...data].join();
  if (typeof data !== 'object' || data === null) return Object.is(data, -0) ? 0 : data;
  return Object.entries(data).map(([key, item]) => [key, plain(item)]);
};

it('[M3] a text of ten million characters beside a big integer leaves both as they are', () => {
  for (const part of ['x', '\n'])
    expect(
      parseJson(`{"text":${JSON.stringify(part.repeat(10_000_000 / part.length))},"n":12345678901234567890}`),
    ).toEqual({
      text: part.repeat(10_000_000 / part.length),
      n: 12345678901234567890n,
    });
});

describe('messages as JSON', () => {
  it('[M1] every type can be said and read back in both tagged forms', () => {
    for (const type of messageTypes) {
      expect(read(`{"type":"${type}","data":null}`)).toEqual({ type, data: null });
      expect(read(`{"type":"${type.toLowerCase()}","value":null}`)).toEqual({ type, data: null });
    }
  });

  it('[M2] the three forms are read alike', () => {
    for (const text of ['42', '{"type":"Integer","data":42}', '{"type":"integer","value":42}'])
      expect(read(text)).toEqual({ type: 'Integer', data: 42 });
  });

  it('[M2] an object with other keys, or an unknown type, is a plain object', () => {
    for (const text of [
      '{"type":"Integer","data":42,"more":1}',
      '{"type":"integer","data":42}',
      '{"type":"Whole","data":42}',
      '{"type":"Integer"}',
      '{"type":"Integer","value":42}',
    ])
      expect(read(text).type).toBe('Object');
  });

  it('[M2] plain text says values without their type', () => {
    expect(writePlain([1, 'a', null, { b: true }])).toBe('[1,"a",null,{"b":true}]');
    expect(writeMessage({ type: 'Error', data: { message: 'x' } })).toBe('{"type":"Error","data":{"message":"x"}}');
  });

  it('[M3] big integers keep all their digits, floats their infinities, bytes their bytes', () => {
    expect(writePlain(2n ** 64n)).toBe('18446744073709551616');
    expect(read('18446744073709551616').data).toBe(2n ** 64n);
    expect(read('[-9007199254740993]').data).toEqual([-9007199254740993n]);
    expect(writePlain(Number.NaN)).toBe('{"type":"Float","data":"NaN"}');
    expect(writePlain([Number.NEGATIVE_INFINITY])).toBe('[{"type":"Float","data":"-Infinity"}]');
    expect(writePlain(new Uint8Array([104, 105]))).toBe('{"type":"Encoded","data":"aGk="}');
    expect(read('{"a":{"type":"Encoded","data":"aGk="}}').data).toEqual({ a: new Uint8Array([104, 105]) });
  });

  it('[M3] what came out can be sent in again unchanged', () => {
    fc.assert(
      fc.property(value(4), (data) => {
        const text = writePlain(data);
        const back = read(text);
        expect(plain(back.data)).toEqual(plain(data));
        expect(writePlain(back.data)).toBe(text);
      }),
      { numRuns: 1500 },
    );
  });

  it('[M3] a message keeps its type and its data', () => {
    fc.assert(
      fc.property(value(3), fc.constantFrom(...messageTypes), (data, type) => {
        if (type === 'Float' && typeof data === 'string') return;
        if (type === 'Encoded' && typeof data === 'string') return;
        if (type === 'Object' && naturalType(data) !== 'Object') return;
        const back = read(writeMessage({ type, data }));
        expect(plain(back.data)).toEqual(plain(data));
        if (type !== naturalType(data) && !(type === 'Integer' || type === 'Float')) expect(back.type).toBe(type);
      }),
      { numRuns: 800 },
    );
  });

  it('[M3] what cannot be carried is an error that says where', () => {
    const cycle: Record<string, unknown> = { rows: [] };
    (cycle['rows'] as unknown[]).push(cycle);
    expect(() => writePlain(cycle as Value)).toThrow(new UncarriableValue('$.rows[0]', 'a cycle cannot be carried'));
    expect(() => writePlain({ f: () => 1 } as unknown as Value)).toThrow('a function cannot be carried at $.f');
  });

  it('[X4] a key named __proto__ stays a key', () => {
    const data = read('{"__proto__":{"polluted":18446744073709551616}}').data as Record<string, Value>;
    expect(Object.hasOwn(data, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('numbers as they were written', () => {
  it('[M3] whole floats are told from integers and written again, in any text; plain they are what `parseJson` reads', () => {
    const leaf = fc.oneof(
      fc.constantFrom('1.0', '-0.0', '2', '2.50', '1e3', '0.1', '9007199254740993', '1e400', 'null'),
      fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
      fc.constantFrom('"\\u0000f1.0"', '"2.0"', '"\\u0000"'),
    );
    const { text } = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('text')).map((items) => `[${items.join(', ')}]`),
        fc.dictionary(fc.string(), tie('text')).map((record) => {
          const members = Object.entries(record).map(([key, item]) => `${JSON.stringify(key)}: ${item}`);
          return `{${members.join(',')}}`;
        }),
      ),
    }));
    fc.assert(
      fc.property(text, (written) => {
        const exact = parseExactJson(written);
        const plain = parseJson(written);
        expect(withoutWholeFloats(exact)).toEqual(plain);
        expect(holdsWholeFloats(exact)).toBe(
          /(?<![\d.])-?\d+\.0(?!\d)|e3/.test(written.replace(/"(?:[^"\\]|\\.)*"/g, '')),
        );
        if (!written.includes('1e400')) expect(parseExactJson(writeJsonText(exact))).toEqual(exact);
      }),
    );
  });
});
