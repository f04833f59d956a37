import { getIntrospectionQuery, GraphQLError, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { checkIntrospection } from '../../src/limits/checkIntrospection.js';
import { standardShape } from '../../src/limits/ShapeLimits.js';

const operation = { depth: 30, aliases: 9, rootFields: 9, selections: 999, directives: 9, tokens: 999 };

function codeOf(source: string, { lists = 3, depth = 2, introspection = true } = {}): unknown {
  const shape = { ...standardShape, introspectionLists: lists, introspectionDepth: depth };
  try {
    checkIntrospection(parse(source), { ...operation, introspection, shape });
    return 'accepted';
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions.code : error;
  }
}

const tooLarge = 'INTROSPECTION_TOO_LARGE';
const doubling = Array.from(
  { length: 40 },
  (_, n) => `fragment F${n} on __Type { ...F${n + 1} ...F${n + 1} }`,
);

describe('introspection', () => {
  it.each([
    ['lists in each other', '{ __schema { types { fields { name } } } }', 'accepted'],
    ['one list deeper', '{ __schema { types { fields { type { enumValues { name } } } } } }', tooLarge],
    [
      'one list deeper below an operation',
      'query A { a { __type { fields { type { fields { type { fields { name } } } } } } } }',
      tooLarge,
    ],
    ['arguments, which are short', '{ __schema { types { fields { args { name } } } } }', 'accepted'],
    ['lists beside each other', '{ __schema { types { fields { name } interfaces { name } } } }', 'accepted'],
    ['one list more', '{ __schema { types { fields { args { name } } interfaces { name } } } }', tooLarge],
    ['aliases, which count like lists', '{ __schema { types { a: name b: name } } }', 'accepted'],
    ['one alias more', '{ __schema { types { a: name b: name c: name } } }', tooLarge],
    ['one alias more at the root', '{ a: __type { a: name b: name } b: __type { name } }', tooLarge],
    [
      'aliases of what is no introspection',
      '{ a: x b: x c: x d: x { types { fields { type { fields } } } } }',
      'accepted',
    ],
    [
      'one list more in fragments',
      '{ __schema { ...F ...F } } fragment F on S { types { fields { name } } }',
      tooLarge,
    ],
    [
      'one list more in a fragment inline',
      '{ ... { __schema { ... { types { fields { a: name b: name } } } } } }',
      tooLarge,
    ],
    [
      'in a fragment of the root',
      '{ ...F } fragment F on Query { __schema { types { a: name b: name c: name } } }',
      tooLarge,
    ],
    ['a fragment within itself', '{ __schema { ...F } } fragment F on S { ...F }', tooLarge],
    ['fragments that double', `{ __schema { ...F0 } } ${doubling.join(' ')}`, tooLarge],
    ['fragments that are nowhere', '{ __schema { ...F } }', 'accepted'],
  ])('with %s', (_title, source, code) => {
    expect(codeOf(source)).toBe(code);
  });

  it('as tools ask for it is within the standard limits', () => {
    const source = getIntrospectionQuery({
      ...{ descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true },
      ...{ schemaDescription: true, inputValueDeprecation: true, oneOf: true },
    });
    expect(() => checkIntrospection(parse(source), operation)).not.toThrow();
  });

  it.each([
    ['{ __schema { description } }', 'INTROSPECTION_DISABLED'],
    [
      '{ a { __typename } ...F } fragment F on Query { __type(name: "A") { name } }',
      'INTROSPECTION_DISABLED',
    ],
    ['{ __typename a { b } }', 'accepted'],
  ])('where nobody may ask for the schema: %s', (source, code) => {
    expect(codeOf(source, { introspection: false })).toBe(code);
  });
});
