import { describe, expect, it } from 'vitest';
import { contradictsItself } from '../../../src/engine/plan/contradictsItself.js';
import { readSupergraph } from '../../../src/engine/supergraph/readSupergraph.js';
import { composeSubgraphs } from '../testSupergraph.js';

const { joins } = readSupergraph(
  composeSubgraphs({
    a: {
      sdl: `type Query { x: Int } type Cat @key(fields: "id") { id: ID! age: Int name: String! @shareable kin: [Cat!] } type Dog @key(fields: "id") { id: ID! age: Int! name: String! kin: [Dog!] }`,
    },
    b: { sdl: `type Cat @key(fields: "id") { id: ID! name: String! @shareable }` },
  }),
);
const entities = (selections: string) => `query($r:[_Any!]!){_entities(representations:$r){${selections}}}`;

describe('a planned query', () => {
  it.each([
    ['fields of one shape', '...on Cat{name} ...on Dog{name}', false],
    ['fields that differ in what may be null', '...on Cat{age} ...on Dog{age}', true],
    ['such fields under different names', '...on Cat{age} ...on Dog{years:age}', false],
    ['different fields under one name', '...on Cat{x:age} ...on Dog{x:name}', true],
    ['lists of different objects', '...on Cat{kin{id}} ...on Dog{kin{id}}', false],
    ['one type twice', '...on Cat{age} ...on Cat{age}', false],
  ])('with %s', (_title, selections, isContradictory) => {
    expect(contradictsItself(entities(selections), { joins, graph: 'A' })).toBe(isContradictory);
  });

  it('asks each of its `_entities` on its own', () => {
    const query =
      'query($r:[_Any!]!){a:_entities(representations:$r){...on Cat{age}} b:_entities(representations:$r){...on Dog{age}}}';
    expect(contradictsItself(query, { joins, graph: 'A' })).toBe(false);
  });
});
