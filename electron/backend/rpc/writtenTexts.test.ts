import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writtenTexts } from './writtenTexts.ts';

const payloadTexts = (text: string) => writtenTexts(text)?.map(({ payload }) => payload);

const request = (payload: string): string =>
  `{ "jsonrpc":"2.0", "id" : 1, "params":{"actor_id":"}a\\"","payload": ${payload} ,"x":[{}]} }`;

it('[M3] payloads with whole floats are found as they were written, in single requests and in batches', () => {
  for (const payload of ['{"a":1.0}', '{"a":[1e22, "}\\\\"]}', '{ "a" : {"b":[-2.00]} , "c":"1"}', '{"a":1E3}'])
    expect(payloadTexts(request(payload))).toEqual([payload]);
  expect(payloadTexts(`[${request('{"a":1.0}')},1.0,{"params":5},[],${request('{"b":2}')}]`)).toEqual([
    ...['{"a":1.0}', undefined, undefined, undefined, '{"b":2}'],
  ]);
  expect(payloadTexts(request('{"a":1.5,"b":"v1"}'))).toBeUndefined();
  expect(payloadTexts(request('[1.0]'))).toEqual([undefined]);
  // Escapes could hide a tag from its reader.
  expect(payloadTexts(request('{"a":{"\\u0074ype":"Float","data":1.0}}'))).toEqual([undefined]);
  expect(payloadTexts('{"params":{"payload":{"a":1.0}},"params":{"payload":{"a":2.0}}}')).toEqual(['{"a":2.0}']);
});

it('[M3] whatever stands around it, the text found is the payload that is parsed', () => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(0, 2),
      (other, payload, space) => {
        const whole = {
          z: JSON.parse(other) as unknown,
          params: { before: payload, payload: { ...payload, f: 1e21 } },
        };
        const text = JSON.stringify(whole, undefined, space);
        const [found] = payloadTexts(text)!;
        if (found !== undefined) expect(JSON.parse(found)).toEqual(JSON.parse(JSON.stringify(whole.params.payload)));
      },
    ),
  );
});
