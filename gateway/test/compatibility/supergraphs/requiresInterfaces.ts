import { oneWorld } from '../oneWorld.js';
import type { Supergraph } from '../Supergraph.js';

const book = (id: string, pages: number | null) => ({
  ...{ __typename: 'Book', id, pages, cover: { __typename: 'Photo', width: 4, height: 5 } },
  get shipping(): number {
    return this.pages ?? -1;
  },
  get frame(): string {
    return `${this.cover.__typename} ${this.cover.width}`;
  },
});
const film = (id: string, minutes: number) => ({
  ...{ __typename: 'Film', id, minutes, cover: { __typename: 'Drawing', width: 9, pen: 'ink' } },
  get shipping(): number {
    return this.minutes * 2;
  },
  get frame(): string {
    return `${this.cover.__typename} ${this.cover.pen}`;
  },
});
const media = [book('1', 10), film('2', 30), book('3', null)];
const covers = `interface Cover { width: Int! } type Photo implements Cover { width: Int! height: Int! } type Drawing implements Cover { width: Int! pen: String! }`;
const externalCovers = `interface Cover { width: Int! } type Photo implements Cover { width: Int! @external } type Drawing implements Cover { width: Int! @external pen: String! @external }`;

export const requiresInterfaces: Supergraph = {
  name: 'requirements of the types behind an interface',
  ...oneWorld(
    {
      media: `type Query { media: [Media!]! anything: [Any] } interface Media { id: ID! } union Any = Book | Film ${covers}
        type Book implements Media @key(fields: "id") { id: ID! pages: Int cover: Cover! } type Film implements Media @key(fields: "id") { id: ID! minutes: Int! cover: Cover! }`,
      shipping: `interface Media { id: ID! shipping: Int! } ${externalCovers}
        type Book implements Media @key(fields: "id") { id: ID! pages: Int @external shipping: Int! @requires(fields: "pages")
          cover: Cover! @external frame: String @requires(fields: "cover { ... on Photo { width } }") }
        type Film implements Media @key(fields: "id") { id: ID! minutes: Int! @external shipping: Int! @requires(fields: "minutes")
          cover: Cover! @external frame: String @requires(fields: "cover { width ... on Drawing { pen } }") }`,
    },
    { rows: media, resolvers: { Query: { media: () => media, anything: () => [media[1], null, media[0]] } } },
  ),
  cases: [
    {
      title: 'differ by type',
      query: '{ media { id ... on Book { shipping } ... on Film { shipping } } }',
      data: {
        media: [
          { id: '1', shipping: 10 },
          { id: '2', shipping: 60 },
          { id: '3', shipping: -1 },
        ],
      },
      calls: ['media', 'shipping'],
    },
    {
      title: 'are those of one type only, when only it is asked',
      query: '{ media { id ... on Film { shipping } } }',
      data: { media: [{ id: '1' }, { id: '2', shipping: 60 }, { id: '3' }] },
    },
    {
      title: 'stay apart in a union, under the same alias',
      query: '{ anything { ... on Book { cost: shipping } ... on Film { cost: shipping minutes } } }',
      data: { anything: [{ cost: 60, minutes: 30 }, null, { cost: 10 }] },
    },
    {
      title: 'may be fields of an object behind another interface',
      query: '{ media { ... on Book { frame } ... on Film { frame } } }',
      data: { media: [{ frame: 'Photo 4' }, { frame: 'Drawing ink' }, { frame: 'Photo 4' }] },
    },
    {
      title: 'do not hide what the client asks of that object',
      query:
        '{ media { ... on Film { cover { __typename ... on Drawing { p: pen } } frame } ... on Book { cover { width } } } }',
      data: {
        media: [
          { cover: { width: 4 } },
          { cover: { __typename: 'Drawing', p: 'ink' }, frame: 'Drawing ink' },
          { cover: { width: 4 } },
        ],
      },
    },
    {
      title: 'are met for a field of the interface itself',
      query: '{ media { shipping __typename } }',
      data: {
        media: [
          { shipping: 10, __typename: 'Book' },
          { shipping: 60, __typename: 'Film' },
          { shipping: -1, __typename: 'Book' },
        ],
      },
    },
  ],
};
