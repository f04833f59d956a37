import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameSplitter } from '../../../src/kafka/broker/FrameSplitter.js';

function frame(body: Uint8Array): Buffer {
  const whole = Buffer.alloc(4 + body.length);
  whole.writeInt32BE(body.length);
  whole.set(body, 4);
  return whole;
}

describe('FrameSplitter', () => {
  test('gives the same frames however the stream was cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }),
        fc.array(fc.nat(400), { maxLength: 30 }),
        (bodies, cuts) => {
          const frames = bodies.map(frame);
          const stream = Buffer.concat(frames);
          const edges = [
            0,
            ...cuts.filter((cut) => cut < stream.length).toSorted((a, b) => a - b),
            stream.length,
          ];
          const splitter = new FrameSplitter(1_000);
          const found = edges
            .slice(1)
            .flatMap((end, index) => splitter.push(stream.subarray(edges[index], end)));
          expect(found).toEqual(frames);
        },
      ),
    );
  });

  test('gives the same frames when every byte comes alone', () => {
    const frames = [frame(Buffer.from('one')), frame(Buffer.alloc(0)), frame(Buffer.from('three'))];
    const splitter = new FrameSplitter(100);
    const found = [...Buffer.concat(frames)].flatMap((byte) => splitter.push(Buffer.from([byte])));
    expect(found).toEqual(frames);
  });

  test('holds back a frame until its last byte', () => {
    const whole = frame(Buffer.from('late'));
    const splitter = new FrameSplitter(100);
    expect(splitter.push(whole.subarray(0, -1))).toEqual([]);
    expect(splitter.push(whole.subarray(-1))).toEqual([whole]);
  });

  test.each([
    ['longer than allowed', 101],
    ['of negative length', -1],
  ])('refuses a frame %s as soon as its length is known', (_, length) => {
    const head = Buffer.alloc(4);
    head.writeInt32BE(length);
    expect(() => new FrameSplitter(100).push(head)).toThrow(RangeError);
  });
});
