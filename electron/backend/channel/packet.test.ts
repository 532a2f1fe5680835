import { expect, it } from 'vitest';
import { Packet, packetOfJsonValue, packetsOfJson } from './packet.ts';

it('[M2, M3] the plain form of a message says of whole floats that they are floats, however it came', () => {
  expect(Packet.ofText('{"type":"Float","data":2}').plainJson).toBe('2.0');
  expect(Packet.ofMessage({ type: 'Float', data: 2 }).plainJson).toBe('2.0');
  expect(Packet.ofText('{"type":"circle","r":2.0}').plainJson).toBe('{"type":"circle","r":2.0}');
  expect(packetOfJsonValue({ type: 'float', value: 2 }, '{"type":"float", "value":2.0}').plainJson).toBe('2.0');
  expect(packetOfJsonValue({ type: 'Array', data: [1] }, '{"ty\\u0070e":"Array","data":[1.0]}').plainJson).toBe(
    '[1.0]',
  );
  expect(packetsOfJson({ a: 1, b: [2] }, '{"a":1,"b":[2.0]}').get('b')!.plainJson).toBe('[2.0]');
});
