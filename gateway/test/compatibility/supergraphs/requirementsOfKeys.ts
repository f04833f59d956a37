import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';

const row = (__typename: string, id: string) => ({
  ...{ __typename, id, code: Number(id) * 100, part: 7, size: Number(id) },
  get label(): string {
    return `size ${this.size}`;
  },
});
const crate = row('Crate', '1');
const rack = row('Rack', '2');

export const requirementsOfKeys: Supergraph = {
  name: 'requirements of entities that one subgraph finds by more keys than others',
  ...oneWorld(
    {
      sizes: `type Query { crate: Crate rack: Rack } type Crate @key(fields: "id") { id: ID! size: Int! } type Rack @key(fields: "id") { id: ID! size: Int! }`,
      labels: `type Query { labelled: Crate } type Crate @key(fields: "id") @key(fields: "code") { id: ID! code: Int! size: Int! @external label: String @requires(fields: "size") }
        type Rack @key(fields: "id") @key(fields: "code part") { id: ID! code: Int! part: Int! size: Int! @external label: String @requires(fields: "size") }`,
    },
    {
      rows: [crate, rack],
      resolvers: { Query: { crate: () => crate, rack: () => rack, labelled: () => crate } },
    },
  ),
  notAtRandom: ['Rack.label'],
  cases: [
    {
      title: 'from a root of a subgraph that does not know the last key',
      query: '{ crate { label } }',
      data: { crate: { label: 'size 1' } },
    },
    {
      title: 'from a root of the subgraph that knows all keys',
      query: '{ labelled { code label } }',
      data: { labelled: { code: 100, label: 'size 1' } },
    },
    {
      title: 'with a key only that subgraph knows',
      query: '{ crate { code size label } rack { code } }',
      data: { crate: { code: 100, size: 1, label: 'size 1' }, rack: { code: 200 } },
    },
    {
      title: 'from a root of a subgraph that does not know the key of two fields',
      query: '{ rack { label } }',
      endsPlanner: true,
      data: { rack: { label: 'size 2' } },
    },
  ],
};
