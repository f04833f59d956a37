import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';

const page = (title: string) => ({
  total: 2,
  title,
  links: [
    { href: `/${title}`, hits: 3 },
    { href: `/${title}/more`, hits: null },
  ],
});
const product = {
  __typename: 'Product',
  id: '1',
  sku: 'S1',
  size: { w: 1, h: 2, d: 3 },
  sizes: [{ w: 1, h: 1, d: 1 }, null, { w: 2, h: 2, d: 2 }],
  stock: 4,
  brand: 'ACME',
};

const away = () => Promise.reject(new Error('away'));

export const shareable: Supergraph = {
  name: 'value types and root fields that several subgraphs share',
  ...oneWorld(
    {
      a: `type Query { version: String! @shareable page: Page @shareable product: Product @shareable } type Page @shareable { total: Int! title: String! }
        type Product @key(fields: "id") { id: ID! sku: String @shareable size: Size @shareable sizes: [Size] @shareable brand: String } type Size @shareable { w: Int! h: Int! }`,
      b: `type Query { version: String! @shareable page: Page @shareable product: Product @shareable onlyB: Product } type Page { total: Int! @shareable links: [Link!]! } type Link { href: String! hits: Int }
        type Product @key(fields: "id") { id: ID! sku: String @shareable size: Size @shareable sizes: [Size] @shareable stock: Int } type Size @shareable { w: Int! d: Int! }`,
    },
    {
      rows: [product],
      resolvers: {
        Query: { version: () => '7', page: () => page('home'), product: () => product, onlyB: () => product },
      },
    },
  ),
  cases: [
    {
      title: 'are fetched once',
      query: '{ version product { sku size { w } } }',
      data: { version: '7', product: { sku: 'S1', size: { w: 1 } } },
      calls: ['a'],
    },
    {
      title: 'are fetched where another field is, too',
      query: '{ version onlyB { sku } }',
      data: { version: '7', onlyB: { sku: 'S1' } },
      calls: ['b'],
    },
    {
      title: 'of the root are merged from both halves of the object',
      query: '{ page { title links { href hits } total } }',
      data: {
        page: {
          title: 'home',
          links: [
            { href: '/home', hits: 3 },
            { href: '/home/more', hits: null },
          ],
          total: 2,
        },
      },
      calls: ['a', 'b'],
    },
    {
      title: 'of an entity are merged from both halves of the object',
      query: '{ product { size { h d w } stock brand } }',
      data: { product: { size: { h: 2, d: 3, w: 1 }, stock: 4, brand: 'ACME' } },
    },
    {
      title: 'are merged item by item in a list',
      query: '{ product { sizes { d h } } }',
      data: { product: { sizes: [{ d: 1, h: 1 }, null, { d: 2, h: 2 }] } },
    },
    {
      title: 'are merged under aliases that cross',
      query: '{ p: product { h: size { d: h h: d } } product { size { w } } }',
      data: { p: { h: { d: 2, h: 3 } }, product: { size: { w: 1 } } },
    },
    {
      title: 'that one subgraph cannot complete are null there alone',
      query: '{ product { size { h } stock } }',
      intercept: { b: away },
      data: { product: { size: { h: 2 }, stock: null } },
      errors: ['product.stock SUBGRAPH_UNREACHABLE'],
    },
    {
      title: 'that one subgraph cannot complete are null there alone, under aliases',
      query: '{ p: product { s: stock brand } product { size { w } } }',
      intercept: { b: away },
      data: { p: { s: null, brand: 'ACME' }, product: { size: { w: 1 } } },
      errors: ['p.s SUBGRAPH_UNREACHABLE'],
    },
    {
      title: 'that one subgraph cannot complete are null there alone, in the items of a list',
      query: '{ product { sizes { h d } brand } }',
      intercept: { b: away },
      data: { product: { sizes: [null, null, null], brand: 'ACME' } },
      errors: ['product.sizes.0.d SUBGRAPH_UNREACHABLE', 'product.sizes.2.d SUBGRAPH_UNREACHABLE'],
    },
    {
      title: 'that one subgraph must complete are null as a whole',
      query: '{ page { title links { href } } version }',
      intercept: { b: away },
      data: { page: null, version: '7' },
      errors: ['page.links SUBGRAPH_UNREACHABLE'],
    },
    {
      title: 'that one subgraph says it cannot complete are null there alone',
      query: '{ product { size { h } stock } }',
      intercept: {
        b: () => ({ data: { product: null }, errors: [{ message: 'no', path: ['product'] }] }),
      },
      data: { product: { size: { h: 2 }, stock: null } },
      errors: ['product.stock SUBGRAPH_ERROR'],
    },
    {
      title: 'that nobody can complete are null',
      query: '{ product { size { h } stock } }',
      intercept: { a: away, b: away },
      data: { product: null },
      errors: ['product SUBGRAPH_UNREACHABLE', 'product SUBGRAPH_UNREACHABLE'],
    },
  ],
};
