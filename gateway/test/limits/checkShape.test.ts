import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { checkShape } from '../../src/limits/checkShape.js';
import type { ShapeLimits } from '../../src/limits/ShapeLimits.js';

const limits: ShapeLimits = {
  characters: 10_000,
  lines: 1_000,
  operations: 2,
  fragments: 2,
  variables: 2,
  arguments: 2,
  inputObjects: 2,
  comparisons: 3,
  suggestions: 1,
  introspectionLists: 2,
  introspectionDepth: 1,
};

/** The code a document is refused with; undefined where it passes. */
function codeOf(source: string): unknown {
  try {
    checkShape(parse(source), limits);
    return undefined;
  } catch (error) {
    return (error as { readonly extensions?: { readonly code?: unknown } }).extensions?.code;
  }
}

const fragment = (name: string) => `fragment ${name} on T { a }`;

describe('the shape of a document', () => {
  it.each([
    ['as many operations as allowed', 'query a { a } query b { a }', undefined],
    ['one operation more', 'query a { a } query b { a } query c { a }', 'TOO_MANY_DEFINITIONS'],
    ['as many fragments as allowed', `{ a } ${fragment('x')} ${fragment('y')}`, undefined],
    ['one fragment more', `{ a } ${['x', 'y', 'z'].map(fragment).join(' ')}`, 'TOO_MANY_DEFINITIONS'],
    ['as many variables as allowed', 'query a($x: A, $y: A) { a } query b($x: A, $y: A) { a }', undefined],
    ['one variable more', 'query ($x: A, $y: A, $z: A) { a }', 'TOO_MANY_VARIABLES'],
    ['a type', '{ a } type T { a: Int }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an extension of a schema', 'extend schema { query: T }', 'GRAPHQL_VALIDATION_FAILED'],
    ['as many arguments as allowed', '{ a(x: 1, y: 2) }', undefined],
    ['one argument more', '{ a(x: 1, y: 2, z: 3) }', 'TOO_MANY_ARGUMENTS'],
    ['one argument more of a directive', '{ a @d(x: 1, y: 2, z: 3) }', 'TOO_MANY_ARGUMENTS'],
    [
      'one argument more, in a fragment nobody spreads',
      '{ a } fragment x on T { b(x: 1, y: 2, z: 3) }',
      'TOO_MANY_ARGUMENTS',
    ],
    [
      'one argument more of a directive at a variable',
      'query ($v: I @d(x: 1, y: 2, z: 3)) { a }',
      'TOO_MANY_ARGUMENTS',
    ],
    [
      'one argument more, in objects in fields',
      '{ a { ... @d { b { ...c @d(x: 1, y: 2, z: 3) } } } }',
      'TOO_MANY_ARGUMENTS',
    ],
    [
      'one argument more at a fragment',
      '{ a } fragment x on T @d(x: 1, y: 2, z: 3) { a }',
      'TOO_MANY_ARGUMENTS',
    ],
    ['one argument more at an operation', 'query @d(x: 1, y: 2, z: 3) { a }', 'TOO_MANY_ARGUMENTS'],
    ['one input object more in a directive', '{ a @d(x: [{ y: [{}] }, {}]) }', 'TOO_MANY_INPUT_OBJECTS'],
    ['as many input objects as allowed', '{ a(x: { y: {} }) }', undefined],
    [
      'one input object more, in a default',
      'query ($v: I = {}) { a(x: [{}, {}]) }',
      'TOO_MANY_INPUT_OBJECTS',
    ],
    ['as many fields of one name as allowed', '{ a a a }', undefined],
    ['one field of that name more', '{ a a a a }', 'TOO_MANY_COMPARISONS'],
    [
      'fragments that spread each other',
      '{ ...x } fragment x on T { ...y } fragment y on T { ...x }',
      undefined,
    ],
  ])('with %s', (_title, source, code) => {
    expect(codeOf(source)).toBe(code);
  });
});
