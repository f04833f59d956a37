import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const person = (id: string, age: number, friend: () => Row | null) => ({
  __typename: 'Person',
  id,
  age,
  get friend() {
    return friend();
  },
  get pet() {
    return { __typename: 'Pet', name: `pet of ${id}`, owner: this };
  },
  get rank(): string {
    return `rank ${this.age / 10}`;
  },
});
const ada: Row = person('1', 30, () => bo);
const bo: Row = person('2', 20, () => null);

export const requirementsBehind: Supergraph = {
  name: 'requirements behind a field of the same subgraph',
  ...oneWorld(
    {
      people: `type Query { me: Person } type Person @key(fields: "id") { id: ID! age: Int! }`,
      social: `type Query { first: Person } type Person @key(fields: "id") { id: ID! friend: Person pet: Pet! age: Int! @external rank: String @requires(fields: "age") } type Pet { name: String! owner: Person! }`,
    },
    { rows: [ada, bo], resolvers: { Query: { me: () => ada, first: () => ada } } },
  ),
  notAtRandom: ['Person.friend', 'Pet.owner'],
  cases: [
    {
      title: 'before that field',
      query: '{ me { rank friend { age } } }',
      data: { me: { rank: 'rank 3', friend: { age: 20 } } },
    },
    {
      title: 'from a root of that subgraph',
      query: '{ first { friend { rank } } }',
      data: { first: { friend: { rank: 'rank 2' } } },
    },
    {
      title: 'from a root of another subgraph',
      query: '{ me { friend { rank } } }',
      data: { me: { friend: { rank: 'rank 2' } } },
    },
    {
      title: 'from a root of another subgraph, through a value',
      query: '{ me { pet { owner { rank } } } }',
      data: { me: { pet: { owner: { rank: 'rank 3' } } } },
    },
  ],
};
