import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';

const box = (id: string, size: { w: number; h: number | null } | null, weight: number | null) => ({
  ...{ __typename: 'Box', id, size, weight, name: `box ${id}` },
  get area(): number | null {
    return this.size?.h == null ? null : this.size.w * this.size.h;
  },
  get freight(): string {
    return `${this.weight ?? '?'}kg/${this.size?.w ?? '?'}w`;
  },
  get bill(): string {
    return `${this.freight} of ${this.name}`;
  },
});
const boxes = [box('1', { w: 2, h: 3 }, 5), box('2', { w: 4, h: null }, null), box('3', null, 1)];

export const requires: Supergraph = {
  name: 'fields that require others',
  ...oneWorld(
    {
      boxes: `type Query { box(id: ID!): Box boxes: [Box!]! } type Box @key(fields: "id") { id: ID! size: Size weight: Float name: String! } type Size { w: Int! h: Int }`,
      geometry: `type Query { sized: [Box!]! } type Box @key(fields: "id") { id: ID! size: Size @external area: Int @requires(fields: "size { w h }") } type Size { w: Int! @external h: Int @external }`,
      freight: `type Box @key(fields: "id") { id: ID! weight: Float @external size: Size @external freight: String! @requires(fields: "weight size { w }") } type Size { w: Int! @external }`,
      bills: `type Box @key(fields: "id") { id: ID! name: String! @external freight: String! @external bill: String! @requires(fields: "name freight") }`,
    },
    {
      rows: boxes,
      resolvers: {
        Query: {
          box: (_: unknown, { id }: { id: string }) => boxes.find((row) => row.id === id) ?? null,
          boxes: () => boxes,
          sized: () => [boxes[2], boxes[0]],
        },
      },
    },
  ),
  cases: [
    {
      title: 'of an object',
      query: '{ boxes { area } }',
      data: { boxes: [{ area: 6 }, { area: null }, { area: null }] },
      calls: ['boxes', 'geometry'],
    },
    {
      title: 'of several kinds, none of them shown',
      query: '{ box(id: "1") { freight } }',
      data: { box: { freight: '5kg/2w' } },
      calls: ['boxes', 'freight'],
    },
    {
      title: 'which are null',
      query: '{ boxes { freight id } }',
      data: {
        boxes: [
          { freight: '5kg/2w', id: '1' },
          { freight: '?kg/4w', id: '2' },
          { freight: '1kg/?w', id: '3' },
        ],
      },
    },
    {
      title: 'which require others in turn',
      query: '{ box(id: "1") { bill } }',
      data: { box: { bill: '5kg/2w of box 1' } },
      calls: ['bills', 'boxes', 'freight'],
    },
    {
      title: 'in the subgraph the entity was found in',
      query: '{ sized { area id } }',
      data: {
        sized: [
          { area: null, id: '3' },
          { area: 6, id: '1' },
        ],
      },
      calls: ['boxes', 'geometry', 'geometry'],
    },
    {
      title: 'which the client asks for under other names',
      query: '{ box(id: "1") { weight: name size: weight area dims: size { h: w w: h } freight } }',
      data: { box: { weight: 'box 1', size: 5, area: 6, dims: { h: 2, w: 3 }, freight: '5kg/2w' } },
    },
    {
      title: 'which the client asks for with other subfields',
      query: '{ box(id: "1") { size { h } freight area } }',
      data: { box: { size: { h: 3 }, freight: '5kg/2w', area: 6 } },
    },
    {
      title: 'twice under different names',
      query: '{ boxes { a: area b: area } }',
      data: {
        boxes: [
          { a: 6, b: 6 },
          { a: null, b: null },
          { a: null, b: null },
        ],
      },
    },
    {
      title: 'all in one operation',
      query: '{ box(id: "2") { bill freight area name weight size { w } } }',
      data: {
        box: {
          bill: '?kg/4w of box 2',
          freight: '?kg/4w',
          area: null,
          name: 'box 2',
          weight: null,
          size: { w: 4 },
        },
      },
    },
  ],
};
