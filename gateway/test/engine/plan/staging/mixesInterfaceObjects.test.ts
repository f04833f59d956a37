import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { mixesInterfaceObjects } from '../../../../src/engine/plan/staging/mixesInterfaceObjects.js';
import { Requirements } from '../../../../src/engine/plan/staging/Requirements.js';
import { readSupergraph } from '../../../../src/engine/supergraph/readSupergraph.js';
import { composeSubgraphs } from '../../testSupergraph.js';

const { joins } = readSupergraph(
  composeSubgraphs({
    a: {
      sdl: `type Query { beings: [Being] deep: Query }
        interface Being @key(fields: "id") { id: ID! }
        type Person implements Being @key(fields: "id") { id: ID! name: String }
        type Pet implements Being @key(fields: "id") { id: ID! name: String }`,
    },
    c: {
      sdl: `type Person @key(fields: "id") { id: ID! name: String @external hello: String @requires(fields: "name") }
        type Pet @key(fields: "id") { id: ID! name: String @external hello: String @requires(fields: "name") }`,
    },
    b: { sdl: 'type Being @key(fields: "id") @interfaceObject { id: ID! age: Int size: Int }' },
  }),
);

describe('what interface objects add', () => {
  it.each([
    ['{ beings { ... on Person { age } ... on Pet { age } } }', true],
    ['{ beings { ... on Person { age } ... on Pet { size } } }', true],
    ['{ beings { id ... on Person { name age } ... on Pet { name size } } }', true],
    ['{ deep { deep { beings { ... on Person { age } ... on Pet { age } } } } }', true],
    ['{ deep { ...F } } fragment F on Query { beings { ... on Person { age } ... on Pet { age } } }', true],
    ['{ beings { ... on Person { age } ... on Pet { name } } }', false],
    ['{ beings { ... on Person { name } ... on Pet { name } } }', false],
    ['{ beings { ... on Person { hello } ... on Pet { hello } } }', false],
    ['{ beings { age } }', false],
    ['{ beings { ... on Person { age size } } }', false],
    ['{ beings { ... on Person { age } ... { age } } }', false],
    ['{ beings { ... on Person { age } } deep { beings { ... on Pet { age } } } }', false],
  ])('is on several types beside each other: %s %s', (source, isMixed) => {
    expect(mixesInterfaceObjects(parse(source), new Requirements(joins, true))).toBe(isMixed);
  });
});
