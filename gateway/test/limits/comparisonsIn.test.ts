import * as fc from 'fast-check';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { comparisonsIn } from '../../src/limits/comparisonsIn.js';

const count = (source: string) => comparisonsIn(parse(source), 1_000_000);

describe('comparisons in a document', () => {
  it.each([
    ['{ a b c }', 0],
    ['{ a a a }', 3],
    ['{ x: a y: a }', 0],
    ['{ x: a x: b }', 1],
    ['{ a { b } a { b } }', 2],
    ['{ a { b } a { c } }', 1],
    ['{ a { b } ... { a { b } } ... on T { a { b } } }', 6],
    ['{ a ...F } fragment F on Query { a }', 1],
    ['{ ...F ...G ...H } fragment F on Q { a } fragment G on Q { b } fragment H on Q { c }', 3],
    ['{ ...F ...F a } fragment F on Query { b }', 0],
    ['{ ...Nowhere ...Elsewhere }', 1],
    ['{ a } fragment Unused on Query { b b b }', 3],
    ['query A { a a } query B { a a }', 2],
    ['mutation { a(x: 1) a(x: 1) }', 1],
    [`{ a(x: "${'x'.repeat(64)}") a }`, 3],
  ])('%s: %d', (source, expected) => {
    expect(count(source)).toBe(expected);
  });

  it('have no end where fragments contain themselves', () => {
    expect(count('{ ...F } fragment F on Query { a { ...F } }')).toBe(Infinity);
    expect(
      count('{ a } fragment F on Query { a { ...G } } fragment G on Query { a { ...F } b { ...F } }'),
    ).toBe(Infinity);
  });

  it('are pairs, however the fields are spread over inline fragments', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), (wrapped) => {
        const fields = wrapped.map((isWrapped) => (isWrapped ? '... { a }' : 'a')).join(' ');
        expect(count(`{ ${fields} b }`)).toBe((wrapped.length * (wrapped.length - 1)) / 2);
      }),
    );
  });

  it('are not counted further than asked', () => {
    const deep = `${'a { '.repeat(20)}${'b '.repeat(100)}${'} '.repeat(20)}`;
    expect(comparisonsIn(parse(`{ c c c ${deep} }`), 2)).toBe(3);
  });
});
