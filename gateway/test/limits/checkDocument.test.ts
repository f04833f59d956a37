import { GraphQLError, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../src/limits/checkDocument.js';
import { checkSource } from '../../src/limits/checkSource.js';
import { standardShape } from '../../src/limits/ShapeLimits.js';

const limits = { depth: 3, aliases: 2, rootFields: 3, selections: 10, directives: 2, tokens: 60 };

function codeOf(check: () => void): unknown {
  try {
    check();
    return 'accepted';
  } catch (error) {
    return error instanceof GraphQLError ? (error.extensions.code ?? 'syntax') : error;
  }
}

describe('limits of a document', () => {
  it.each([
    ['{ a { b { c } } }', 'accepted'],
    ['{ a { b { c { d } } } }', 'OPERATION_TOO_DEEP'],
    ['{ a { ...F } } fragment F on T { b { c { d } } }', 'OPERATION_TOO_DEEP'],
    ['{ a { ... { ... { ... { b { c } } } } } }', 'accepted'],
    ['{ x: a y: a }', 'accepted'],
    ['{ x: a y: a z: a }', 'TOO_MANY_ALIASES'],
    ['{ a { ...F } b { ...F } } fragment F on T { x: c y: c }', 'TOO_MANY_ALIASES'],
    ['{ a b c d }', 'TOO_MANY_ROOT_FIELDS'],
    ['{ ...F d } fragment F on Query { a b c }', 'TOO_MANY_ROOT_FIELDS'],
    ['{ a { ...F ...F } b { ...F } } fragment F on T { c d e }', 'TOO_MANY_FIELDS'],
    ['query A { a } query B { a b c d }', 'TOO_MANY_ROOT_FIELDS'],
    ['{ ...F } fragment F on Query { a ...F }', 'accepted'],
    ['{ ...Nowhere }', 'accepted'],
  ])('%s is %s', (source, code) => {
    expect(codeOf(() => checkDocument(parse(source), limits))).toBe(code);
  });

  it('measures fragments that double at each of 60 levels at once', () => {
    const levels = Array.from(
      { length: 60 },
      (_, n) => `fragment F${n} on T { ...F${n + 1} ...F${n + 1} }`,
    ).join(' ');
    const document = parse(`{ a { ...F0 } } ${levels} fragment F60 on T { b }`);
    expect(codeOf(() => checkDocument(document, limits))).toBe('TOO_MANY_FIELDS');
  });
});

describe('limits of a source', () => {
  it.each([
    ['{ a }', 'accepted'],
    [`{ ${'a '.repeat(60)} }`, 'DOCUMENT_TOO_LONG'],
    ['{ a(x: "', 'syntax'],
    ['{ \u0000 }', 'syntax'],
  ])('%j is %s', (source, code) => {
    expect(codeOf(() => checkSource(source, limits))).toBe(code);
  });

  it.each([
    ['\n', 3, 'accepted'],
    ['\n', 4, 'DOCUMENT_TOO_LONG'],
    ['\r', 3, 'accepted'],
    ['\r', 4, 'DOCUMENT_TOO_LONG'],
    ['\r\n', 3, 'accepted'],
    ['\r\n', 4, 'DOCUMENT_TOO_LONG'],
  ])('counts lines that end with %j: %i more are %s of 4', (end, count, code) => {
    const shape = { ...standardShape, lines: 4 };
    expect(codeOf(() => checkSource(`{ a ${end.repeat(count)} }`, { ...limits, shape }))).toBe(code);
  });

  it('stops at the first token too many, and at brackets too deep for a parser', () => {
    const wide = { ...limits, tokens: 1_000_000 };
    expect(codeOf(() => checkSource('['.repeat(200_000), wide))).toBe('OPERATION_TOO_DEEP');
  });
});
