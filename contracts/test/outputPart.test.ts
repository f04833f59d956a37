import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTensor, partAt, partPointerSchema, pointerTo } from '../src/outputPart.js';

// The document and pointers of RFC 6901, section 5, but for those that name members of texts.
const document = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'm~n': 8, ' ': 7 };

describe('partAt', () => {
  it.each<[string, unknown]>([
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/ ', 7],
    ['/m~0n', 8],
    ['/foo/2', undefined],
    ['/foo/-', undefined],
    ['/foo/01', undefined],
    ['/foo/0/length', undefined],
    ['/toString', undefined],
    ['/nowhere/at/all', undefined],
  ])('of "%s" is what the pointer leads to', (pointer, value) => {
    expect(partPointerSchema.safeParse(pointer).success).toBe(true);
    expect(partAt(document, pointer)).toEqual(value);
  });

  it('finds every member by its pointer', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), (name) => {
        expect(partAt(Object.fromEntries([[name, 1]]), pointerTo(name))).toBe(1);
      }),
    );
  });

  it.each(['foo', '/a~', '/a~2b', '#/foo'])('knows that "%s" is no pointer', (pointer) => {
    expect(partPointerSchema.safeParse(pointer).success).toBe(false);
  });
});

describe('asTensor', () => {
  it('gives a text as its bytes in UTF-8, a tensor as it is, and nothing else', () => {
    expect(asTensor('ü')).toEqual({ dtype: 'uint8', shape: [2], data: 'w7w=' });
    const tensor = { dtype: 'int8', shape: [1], data: 'AQ==' };
    expect(asTensor(tensor)).toEqual(tensor);
    for (const other of [1, null, undefined, ['a'], {}, { ...tensor, dtype: 'string' }])
      expect(asTensor(other)).toBeNull();
  });
});
