import { describe, expect, it } from 'vitest';
import { testSupergraph } from '../testSupergraph.js';

const found = (fields: object) => ({
  __resolveReference: (reference: object) => ({ ...reference, ...fields }),
});
const person = { __typename: 'Person', id: '1', name: 'Ada' };
const pet = { __typename: 'Pet', id: '1' };

const { run, calls } = testSupergraph({
  people: {
    sdl: 'type Query { me: Person! all: [Person!]! pet: Pet! either: [Either!]! } union Either = Person | Pet type Person @key(fields: "id") { id: ID! name: String! } type Pet @key(fields: "id") { id: ID! }',
    resolvers: {
      Query: {
        me: () => person,
        all: () => [person, person],
        pet: () => pet,
        either: () => [person, pet, person],
      },
    },
  },
  x: { sdl: 'type Person @key(fields: "id") { id: ID! x: Int! }', resolvers: { Person: found({ x: 10 }) } },
  y: {
    sdl: 'type Person @key(fields: "id") { id: ID! y: Int! } type Pet @key(fields: "id") { id: ID! y: Int! }',
    resolvers: { Person: found({ y: 20 }), Pet: found({ y: 30 }) },
  },
});

describe('entities that are in several places', () => {
  it.each([
    ['{ a: me { y } b: me { x y } }', { a: { y: 20 }, b: { x: 10, y: 20 } }],
    ['{ a: me { x } b: me { x y } }', { a: { x: 10 }, b: { x: 10, y: 20 } }],
    ['{ b: me { x y } a: me { y } }', { b: { x: 10, y: 20 }, a: { y: 20 } }],
    ['{ a: me { x } b: me { x y } c: me { y } }', { a: { x: 10 }, b: { x: 10, y: 20 }, c: { y: 20 } }],
    ['{ me { y } all { x y } }', { me: { y: 20 }, all: [1, 2].map(() => ({ x: 10, y: 20 })) }],
    ['{ me { x } all { x y } }', { me: { x: 10 }, all: [1, 2].map(() => ({ x: 10, y: 20 })) }],
    [
      '{ all { x } a: me { y } b: me { x y } }',
      { all: [{ x: 10 }, { x: 10 }], a: { y: 20 }, b: { x: 10, y: 20 } },
    ],
    [
      '{ all { y } a: me { x } b: me { x y } }',
      { all: [{ y: 20 }, { y: 20 }], a: { x: 10 }, b: { x: 10, y: 20 } },
    ],
    ['{ a: me { y } b: me { name y } }', { a: { y: 20 }, b: { name: 'Ada', y: 20 } }],
    ['{ a: me { name y } b: me { y x } }', { a: { name: 'Ada', y: 20 }, b: { y: 20, x: 10 } }],
    ['{ either { ... on Person { y } ... on Pet { y } } }', { either: [{ y: 20 }, { y: 30 }, { y: 20 }] }],
  ])('keep what each call under way brings: %s', async (query, data) => {
    expect(await run(query)).toEqual({ data });
  });

  it('are asked once each, and objects of other types with the same key by themselves', async () => {
    calls.length = 0;
    expect(await run('{ all { y } pet { y } me { y } }')).toEqual({
      data: { all: [{ y: 20 }, { y: 20 }], pet: { y: 30 }, me: { y: 20 } },
    });
    const asked = calls
      .filter(({ subgraph }) => subgraph === 'y')
      .flatMap(({ variables }) => Object.values(variables));
    const ids = asked
      .flat()
      .map((each) => JSON.stringify(each))
      .sort();
    expect(ids).toEqual(['{"__typename":"Person","id":"1"}', '{"__typename":"Pet","id":"1"}']);
  });
});
