import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadFrame, FrameReader, largestFrame } from './frameReader.ts';
import { recordKind } from './frames.ts';
import { FrameTags } from './frameTags.ts';
import { FrameWriter } from './frameWriter.ts';

const tags = () => new FrameTags(4_000_000_000, 999_999_999);

function drain(reader: FrameReader) {
  const records = [];
  for (let record = reader.next(); record; record = reader.next()) records.push(record);
  return records;
}

describe('frames', () => {
  it('[S6] records come out as they went in, however the bytes are cut', () => {
    const anyRecord = fc.record({
      kind: fc.constantFrom(...Object.values(recordKind)),
      flags: fc.nat(255),
      instance: fc.nat(0xffffffff),
      call: fc.nat(0xffffffff),
      parts: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 3 }),
      large: fc.boolean(),
      last: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(anyRecord, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 5000 })),
        (records, cuts) => {
          const writer = new FrameWriter(tags());
          const pieces: Buffer[] = [];
          const expected = records.map(({ kind, flags, instance, call, parts, large, last }) => {
            const buffers = parts.map((part) => Buffer.from(part));
            if (large) buffers.push(Buffer.alloc(70_000, flags));
            writer.put(kind, flags, instance, call, buffers);
            if (last) pieces.push(...writer.take());
            return { kind, flags, instance, call, port: '', payload: Buffer.concat(buffers) };
          });
          if (!writer.isEmpty) pieces.push(...writer.take());
          let stream = Buffer.concat(pieces);
          const reader = new FrameReader(tags());
          const seen = [];
          for (const cut of cuts) {
            reader.push(stream.subarray(0, cut));
            stream = stream.subarray(cut);
            seen.push(...drain(reader));
          }
          reader.push(stream);
          seen.push(...drain(reader));
          expect(seen.length).toBe(expected.length);
          for (const [index, record] of seen.entries()) {
            const { kind, flags, instance, call, port } = record;
            expect({ kind, flags, instance, call, port, payload: null }).toEqual({ ...expected[index], payload: null });
            expect(record.payload.equals(expected[index]!.payload)).toBe(true);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('[S6] a frame with a wrong tag is refused before any of it is read', () => {
    const writer = new FrameWriter(new FrameTags(1, 2));
    writer.put(recordKind.output, 0, 1, 1, [Buffer.from('1')]);
    const reader = new FrameReader(tags());
    reader.push(Buffer.concat(writer.take()));
    expect(() => reader.next()).toThrow(BadFrame);
  });

  it('[S6] a repeated frame is refused', () => {
    const writer = new FrameWriter(tags());
    writer.put(recordKind.completed, 0, 1, 1, []);
    const frame = Buffer.concat(writer.take());
    const reader = new FrameReader(tags());
    reader.push(frame);
    expect(drain(reader)).toHaveLength(1);
    reader.push(frame);
    expect(() => reader.next()).toThrow(BadFrame);
  });

  it('[X4] a giant frame, and records longer than their frame, are refused', () => {
    const header = Buffer.alloc(8);
    header.writeUInt32LE(largestFrame + 1, 0);
    header.writeUInt32LE(tags().next(), 4);
    const giant = new FrameReader(tags());
    giant.push(header);
    expect(() => giant.next()).toThrow(/over the limit/);

    const record = Buffer.alloc(16);
    record.writeUInt32LE(100, 12);
    const lying = Buffer.alloc(8);
    lying.writeUInt32LE(record.length, 0);
    lying.writeUInt32LE(tags().next(), 4);
    const reader = new FrameReader(tags());
    reader.push(Buffer.concat([lying, record]));
    expect(() => reader.next()).toThrow(/longer than its frame/);
  });
});
