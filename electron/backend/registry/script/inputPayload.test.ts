import { expect, it } from 'vitest';
import { Packet } from '../../channel/packet.ts';
import { InputPayload, withTimestamp } from './inputPayload.ts';

it('[S6] inputs are one JSON object, however each message is held', () => {
  const payload = new InputPayload();
  const written = (inputs: [string, Packet][], timestamp?: number): unknown => {
    const text = payload.write(new Map(inputs), timestamp);
    return JSON.parse(typeof text === 'string' ? text : Buffer.concat(text).toString('utf8'));
  };
  const held = [Packet.of(1), Packet.ofText('"two"'), Packet.ofJson(Buffer.from('[3]'))];
  const values = [1, 'two', [3]];
  for (let first = 0; first < 3; first++)
    for (let second = 0; second < 3; second++)
      expect(
        written(
          [
            ['a', held[first]!],
            ['"', held[second]!],
          ],
          7,
        ),
      ).toEqual({
        a: values[first],
        '"': values[second],
        '\u0000t': 7,
      });
  expect(written([])).toEqual({});
  expect(written([], 1.5)).toEqual({ '\u0000t': 1.5 });
  expect(written([['b', Packet.ofJson(Buffer.from('3'))]])).toEqual({ b: 3 });
  expect(JSON.parse(withTimestamp('{}', 2))).toEqual({ '\u0000t': 2 });
  expect(JSON.parse(withTimestamp('{"a":1}', 2))).toEqual({ a: 1, '\u0000t': 2 });
  expect(withTimestamp('{"a":1}', undefined)).toBe('{"a":1}');
});
