import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonBuffer } from '../../../src/engine/response/JsonBuffer.js';

describe('the buffer of a response', () => {
  it('writes any string as JSON.stringify does', () => {
    const out = new JsonBuffer();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (value) => {
        out.cutAt(0);
        out.string(value);
        expect(out.copy().toString()).toBe(JSON.stringify(value));
      }),
      { numRuns: 2_000 },
    );
    for (const value of ['"', '\\', '\u0000', '\u007f', 'é', '€', '\ud800', '𝄞', 'x'.repeat(100_000)]) {
      out.cutAt(0);
      out.string(value);
      expect(out.copy().toString()).toBe(JSON.stringify(value));
    }
  });

  it('grows with what is written, keeps it, and repeats any part of it', () => {
    const out = new JsonBuffer();
    for (let number = 0; number < 20_000; number++) out.json(`"é${number}",`);
    const start = out.length;
    out.ascii('[1,2]');
    out.repeat(start, out.length);
    out.byte(10);
    out.bytes(Buffer.from('end'));
    const text = out.copy().toString();
    expect(text.startsWith('"é0","é1",')).toBe(true);
    expect(text.endsWith('"é19999",[1,2][1,2]\nend')).toBe(true);
  });

  it('takes back what came last', () => {
    const out = new JsonBuffer();
    out.ascii('kept');
    const { length } = out;
    out.string('gone');
    out.cutAt(length);
    out.ascii('!');
    expect(out.copy().toString()).toBe('kept!');
  });
});
