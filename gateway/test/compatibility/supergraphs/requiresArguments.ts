import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';

const rates: Readonly<Record<string, number>> = { EUR: 1, USD: 2, JPY: 100 };
const item = (id: string, cents: number) => ({
  ...{ __typename: 'Item', id },
  price: ({ currency }: { currency?: string }) => cents * (rates[currency ?? 'EUR'] ?? 0),
});
const items = [item('1', 7), item('2', 9)];
const number = (value: unknown) => (typeof value === 'function' ? NaN : Number(value));

export const requiresArguments: Supergraph = {
  name: 'requirements with arguments, and arguments of what requires',
  ...oneWorld(
    {
      shop: `type Query { items: [Item!]! item(id: ID!): Item } type Item @key(fields: "id") { id: ID! price(currency: String = "EUR"): Int! }`,
      duty: `type Item @key(fields: "id") { id: ID! price(currency: String): Int! @external
        duty(percent: Int = 10, note: String): String @requires(fields: "price(currency: \\"USD\\")") }`,
    },
    {
      rows: items,
      resolvers: {
        Query: {
          items: () => items,
          item: (_: unknown, { id }: { id: string }) => items.find((row) => row.id === id) ?? null,
        },
        Item: {
          duty: (
            { price }: { price: unknown },
            { percent, note }: { percent: number; note?: string | null },
          ) => {
            const dollars =
              typeof price === 'function'
                ? number((price as (args: object) => number)({ currency: 'USD' }))
                : number(price);
            return `${(dollars * percent) / 100}${note === undefined ? '' : ` ${note}`}`;
          },
        },
      },
    },
  ),
  cases: [
    {
      title: 'fetch the required field with its own arguments',
      query: '{ items { duty } }',
      data: { items: [{ duty: '1.4' }, { duty: '1.8' }] },
      calls: ['duty', 'shop'],
    },
    {
      title: 'leave the client its own arguments for the same field',
      query: '{ item(id: "1") { price(currency: "JPY") duty eur: price } }',
      data: { item: { price: 700, duty: '1.4', eur: 7 } },
    },
    {
      title: 'leave the client its own arguments with the requirement asked first',
      query: '{ item(id: "1") { duty price } }',
      data: { item: { duty: '1.4', price: 7 } },
    },
    {
      title: 'work beside the very same field and arguments',
      query: '{ item(id: "2") { price(currency: "USD") duty } }',
      data: { item: { price: 18, duty: '1.8' } },
    },
    {
      title: 'take different arguments under different names',
      query:
        '{ item(id: "1") { a: duty(percent: 50) b: duty(percent: 100, note: "!") c: duty(note: null) } }',
      data: { item: { a: '7', b: '14 !', c: '1.4 null' } },
    },
    {
      title: 'take variables, given, null and absent',
      query:
        'query ($p: Int, $n: String, $x: String) { item(id: "1") { a: duty(percent: $p, note: $n) b: duty(note: $x) } }',
      variables: { p: 50, n: null },
      data: { item: { a: '7 null', b: '1.4' } },
    },
    {
      title: 'take the variable of the client under the name of the required argument',
      query: 'query ($currency: String = "JPY") { items { price(currency: $currency) duty } }',
      data: {
        items: [
          { price: 700, duty: '1.4' },
          { price: 900, duty: '1.8' },
        ],
      },
    },
  ],
};
