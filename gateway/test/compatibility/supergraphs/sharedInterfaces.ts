import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';
import type { Row } from '../World.js';

const pump: Row = { __typename: 'Part', id: '1', price: 9, weight: 4, spare: null, note: 'new' };
const hour: Row = { __typename: 'Service', price: 50, weight: 0, includes: pump };
const motor: Row = { __typename: 'Part', id: '2', price: 70, weight: 12, spare: pump, note: null };
const shop: Row = { __typename: 'Shop', id: 's', name: 'North', best: motor, offers: [motor, hour, pump] };
const offers = [pump, hour];

const service = `type Service implements Offer @shareable { price: Int weight: Int! includes: Offer }`;
const shared = `offer: Offer @shareable offers(first: Int): [Offer!]! @shareable grid: [[Offer]] @shareable`;
const away = () => Promise.reject(new Error('away'));
const answers = (data: unknown) => () => ({ data });

export const sharedInterfaces: Supergraph = {
  name: 'shared fields that lead to an interface each subgraph has some fields of',
  ...oneWorld(
    {
      prices: `type Query { ${shared} shop: Shop } type Mutation { add: Offer @shareable rename: Shop }
        type Shop @key(fields: "id") { id: ID! name: String best: Offer @shareable offers: [Offer]! @shareable }
        interface Offer { price: Int } ${service}
        type Part implements Offer @key(fields: "id", resolvable: false) { id: ID! price: Int! spare: Offer @shareable }`,
      weights: `type Query { ${shared} } type Mutation { add: Offer @shareable }
        type Shop @key(fields: "id") { id: ID! best: Offer @shareable offers: [Offer]! @shareable }
        interface Offer { weight: Int! } ${service}
        type Part implements Offer @key(fields: "id", resolvable: false) { id: ID! weight: Int! spare: Offer @shareable }`,
      notes: `type Part @key(fields: "id") { id: ID! note: String }`,
    },
    {
      rows: [pump, motor, shop],
      resolvers: {
        Query: {
          offer: () => pump,
          offers: (_parent: unknown, { first }: { readonly first?: number }) => offers.slice(0, first),
          grid: () => [[pump, null], null, [hour, motor]],
          shop: () => shop,
        },
        Mutation: { add: () => pump, rename: () => shop },
      },
    },
  ),
  cases: [
    {
      title: 'a field that one subgraph has',
      query: '{ offers { weight } }',
      data: { offers: [{ weight: 4 }, { weight: 0 }] },
      calls: ['weights'],
    },
    {
      title: 'fields of several subgraphs of one of its types',
      query: '{ offers { ... on Part { weight price } } }',
      data: { offers: [{ weight: 4, price: 9 }, {}] },
    },
    {
      title: 'fields of several subgraphs',
      query: '{ offers { price weight } }',
      data: {
        offers: [
          { price: 9, weight: 4 },
          { price: 50, weight: 0 },
        ],
      },
      calls: ['prices', 'weights'],
    },
    {
      title: 'of a single object',
      query: '{ offer { weight __typename price } }',
      data: { offer: { weight: 4, __typename: 'Part', price: 9 } },
      calls: ['prices', 'weights'],
    },
    {
      title: 'of lists in a list, with nulls',
      query: '{ grid { price weight } }',
      data: {
        grid: [
          [{ price: 9, weight: 4 }, null],
          null,
          [
            { price: 50, weight: 0 },
            { price: 70, weight: 12 },
          ],
        ],
      },
    },
    {
      title: 'under aliases, beside each other',
      query:
        '{ a: offers { p: price w: weight } b: offers(first: 1) { p: weight w: price } offer { price weight } }',
      data: {
        a: [
          { p: 9, w: 4 },
          { p: 50, w: 0 },
        ],
        b: [{ p: 4, w: 9 }],
        offer: { price: 9, weight: 4 },
      },
      calls: ['prices', 'weights'],
    },
    {
      title: 'in fragments, with variables and conditions',
      query: `query ($n: Int, $yes: Boolean!) { offers(first: $n) { ...F ... on Service { weight @include(if: $yes) includes @skip(if: $yes) { price } } } }
        fragment F on Offer { price ... on Part { id weight @include(if: $yes) } }`,
      variables: { n: 2, yes: true },
      data: {
        offers: [
          { price: 9, id: '1', weight: 4 },
          { price: 50, weight: 0 },
        ],
      },
    },
    {
      title: 'and those of a third subgraph that knows the objects',
      query: '{ offers { price ... on Part { note } weight } }',
      data: {
        offers: [
          { price: 9, note: 'new', weight: 4 },
          { price: 50, weight: 0 },
        ],
      },
    },
    {
      title: 'within each other',
      query:
        '{ offers { price weight ... on Service { includes { weight price } } ... on Part { spare { price weight } } } }',
      data: {
        offers: [
          { price: 9, weight: 4, spare: null },
          { price: 50, weight: 0, includes: { weight: 4, price: 9 } },
        ],
      },
    },
    {
      title: 'below one of which a single field is asked',
      query: '{ offers { price ... on Service { includes { ... on Part { weight price } } } } }',
      data: { offers: [{ price: 9 }, { price: 50, includes: { weight: 4, price: 9 } }] },
    },
    {
      title: 'of an entity',
      query:
        '{ shop { name best { price weight } offers { weight price ... on Part { spare { weight price } } } } }',
      data: {
        shop: {
          name: 'North',
          best: { price: 70, weight: 12 },
          offers: [
            { weight: 12, price: 70, spare: { weight: 4, price: 9 } },
            { weight: 0, price: 50 },
            { weight: 4, price: 9, spare: null },
          ],
        },
      },
    },
    {
      title: 'when one subgraph fails that a field needs',
      query: '{ offers { price weight } offer { price ... on Part { id } } }',
      intercept: { weights: away },
      data: null,
      errors: ['offers.0.weight SUBGRAPH_UNREACHABLE'],
    },
    {
      title: 'when one subgraph fails that objects need, those are null',
      query: '{ grid { weight price } offer { __typename } }',
      intercept: { weights: away },
      data: { grid: [[null, null], null, [{ weight: 0, price: 50 }, null]], offer: { __typename: 'Part' } },
      errors: ['grid.0.0.weight SUBGRAPH_UNREACHABLE', 'grid.2.1.weight SUBGRAPH_UNREACHABLE'],
    },
    {
      title: 'when one subgraph fails that completes an entity',
      query: '{ shop { name best { price weight } offers { weight price } } }',
      intercept: { weights: away },
      data: { shop: { name: 'North', best: null, offers: [null, { weight: 0, price: 50 }, null] } },
      errors: [
        'shop.best.weight SUBGRAPH_UNREACHABLE',
        'shop.offers.0.weight SUBGRAPH_UNREACHABLE',
        'shop.offers.2.weight SUBGRAPH_UNREACHABLE',
      ],
    },
    {
      title: 'when one subgraph has an error in one item',
      query: '{ grid { price weight } }',
      intercept: {
        weights: () => ({
          data: {
            grid: [[null, null], null, [{ __typename: 'Service' }, { __typename: 'Part', weight: 12 }]],
          },
          errors: [{ message: 'no', path: ['grid', 0, 0, 'weight'], extensions: { code: 'LOST' } }],
        }),
      },
      data: {
        grid: [
          [null, null],
          null,
          [
            { price: 50, weight: 0 },
            { price: 70, weight: 12 },
          ],
        ],
      },
      errors: ['grid.0.0.weight LOST'],
    },
    {
      title: 'when subgraphs do not agree on the length of a list',
      query: '{ offer { __typename } offers { ... on Part { id price weight } ... on Service { weight } } }',
      intercept: { weights: answers({ offers: [{ __typename: 'Part', weight: 4 }] }) },
      data: null,
      errors: ['offers.0.id SUBGRAPH_DISAGREES', 'offers.0.price SUBGRAPH_DISAGREES'],
    },
    {
      title: 'when subgraphs do not agree on the types in a list',
      query: '{ grid { price weight } }',
      intercept: {
        prices: answers({
          grid: [
            [{ __typename: 'Service', price: 50, weight: 0 }, null],
            null,
            [
              { __typename: 'Service', price: 50, weight: 0 },
              { __typename: 'Part', price: 70 },
            ],
          ],
        }),
      },
      data: {
        grid: [
          [null, null],
          null,
          [
            { price: 50, weight: 0 },
            { price: 70, weight: 12 },
          ],
        ],
      },
      errors: ['grid.0.0.price SUBGRAPH_DISAGREES'],
    },
    {
      title: 'when subgraphs do not agree on what belongs to an entity',
      query: '{ shop { name best { price weight } } }',
      intercept: { weights: answers({ _entities: [{ best: { __typename: 'Service' } }] }) },
      data: { shop: { name: 'North', best: null } },
      errors: ['shop.best.weight SUBGRAPH_DISAGREES'],
    },
    {
      title: 'of what a mutation leads to',
      query: 'mutation { rename { best { price weight } offers { price weight } } }',
      data: {
        rename: {
          best: { price: 70, weight: 12 },
          offers: [
            { price: 70, weight: 12 },
            { price: 50, weight: 0 },
            { price: 9, weight: 4 },
          ],
        },
      },
    },
    {
      title: 'of a mutation that would have to be done in both are refused',
      query: 'mutation { add { price weight } }',
      withoutOracle: 'One schema does it once.',
      errors: [' OPERATION_NOT_PLANNABLE'],
      calls: [],
    },
  ],
};
