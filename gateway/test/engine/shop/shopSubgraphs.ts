import { GraphQLError } from 'graphql';
import type { Resolvers, TestSubgraphs } from '../testSupergraph.js';
import {
  items,
  organizations,
  ref,
  refOrNull,
  reviews,
  row,
  typeOf,
  users,
  type Reference,
} from './shopData.js';

const user = ({ id }: Reference) => row(users, id);
const organization = ({ id }: Reference) => row(organizations, id);
const review = ({ id }: Reference) => row(reviews, id);
const book = ({ id }: Reference) => row({ b1: items.b1, b2: items.b2 }, id);
const toy = ({ id }: Reference) => row({ t1: items.t1, t2: items.t2 }, id);
const item = ({ id }: Reference) => row<(typeof items)[keyof typeof items]>(items, id);

function fail(code: string): never {
  throw new GraphQLError(`refused with ${code}`, { extensions: { code } });
}

export const reputation = (city: string | null | undefined, role: string | null | undefined): number =>
  (city?.length ?? 0) + (role === 'ADMIN' ? 0.5 : 0);
export const price = (amount: number | null | undefined, currency: string): number | null =>
  amount == null ? null : currency === 'USD' ? amount * 2 : amount;
export const warning = (minAge: number | null | undefined): string => `from ${minAge ?? 0}`;
const known =
  <T>(table: Readonly<Record<string, T>>) =>
  (reference: Reference) =>
    row(table, reference.id) === undefined ? null : reference;

/** Log of the mutations that ran, in order; given back by each. */
export const touched: string[] = [];
const touch = (_: unknown, { label }: { label: string }) => {
  touched.push(label);
  return [...touched];
};

const accountsResolvers: Resolvers = {
  Query: {
    me: () => ref('u1'),
    users: (_: unknown, { limit }: { limit: number }) => Object.keys(users).slice(0, limit).map(ref),
    user: (_: unknown, { id }: Reference) => (row(users, id) ? ref(id) : null),
    actors: () => [ref('u1'), ref('o1'), ref('u2')],
    node: (_: unknown, { id }: Reference) => (typeOf({ id }) ? ref(id) : null),
    owners: () => [ref('o1'), null, ref('u3')],
    broken: () => fail('BROKEN'),
    maybeBroken: () => fail('BROKEN'),
  },
  Mutation: { touch, refuse: () => fail('REFUSED') },
  Node: { __resolveType: typeOf },
  Actor: { __resolveType: typeOf },
  Owner: { __resolveType: typeOf },
  User: {
    __resolveReference: known(users),
    name: (from: Reference) => user(from)?.name,
    role: (from: Reference) => user(from)?.role,
    nickname: (from: Reference, { max }: { max?: number }) => user(from)?.name.toLowerCase().slice(0, max),
    friends: (from: Reference) => user(from)?.friends.map(ref),
    bestFriend: (from: Reference) => refOrNull(user(from)?.best),
    address: (from: Reference) => ({ city: user(from)?.city, zip: user(from)?.zip }),
    secret: ({ id }: Reference) => (id === 'u1' ? 'none' : fail('FORBIDDEN')),
    strictSecret: ({ id }: Reference) => (id === 'u1' ? 'none' : fail('FORBIDDEN')),
    internalNote: () => 'hidden',
  },
  Organization: {
    __resolveReference: known(organizations),
    name: (from: Reference) => organization(from)?.name,
    members: (from: Reference) => organization(from)?.members.map(ref),
  },
};

const catalogResolvers: Resolvers = {
  Query: {
    items: (_: unknown, { ids }: { ids?: string[] }) => (ids ?? Object.keys(items)).map(ref),
    item: (_: unknown, { id }: Reference) => (item({ id }) ? ref(id) : null),
    bundle: () => ({ code: 'x', owner: ref('u2') }),
  },
  Item: { __resolveType: typeOf, __resolveReference: known<unknown>(items) },
  Bundle: { parts: () => [[ref('b1'), ref('t1')], [], [ref('t2')]] },
  Book: {
    __resolveReference: known<unknown>(items),
    title: (from: Reference) => item(from)?.title,
    price: (from: Reference, { currency }: { currency: string }) => price(item(from)?.price, currency),
    related: (from: Reference) => item(from)?.related.map(ref),
    pages: (from: Reference) => book(from)?.pages,
    author: (from: Reference) => refOrNull(book(from)?.author),
  },
  Toy: {
    __resolveReference: known<unknown>(items),
    title: (from: Reference) => item(from)?.title,
    price: (from: Reference, { currency }: { currency: string }) => price(item(from)?.price, currency),
    related: (from: Reference) => item(from)?.related.map(ref),
    minAge: (from: Reference) => toy(from)?.minAge,
    maker: (from: Reference) => refOrNull(toy(from)?.maker),
  },
};

const reviewsOf = (column: 'author' | 'item', id: string) =>
  Object.entries(reviews)
    .filter(([, entry]) => entry[column] === id)
    .map(([key]) => ref(key));
const ratingOf = ({ id }: Reference) => {
  const stars = reviewsOf('item', id).map((entry) => review(entry)?.stars ?? 0);
  return stars.length === 0 ? null : stars.reduce<number>((sum, each) => sum + each, 0) / stars.length;
};

const reviewsResolvers: Resolvers = {
  Query: {
    latestReviews: (_: unknown, { first }: { first: number }) =>
      Object.keys(reviews).slice(0, first).map(ref),
    reviewed: () => [ref('b1'), ref('t1')],
  },
  Mutation: {
    touchReviews: touch,
    addReview: (_: unknown, { input }: { input: { itemId: string; stars: number } }) =>
      input.stars > 5 ? fail('TOO_MANY_STARS') : ref('r1'),
  },
  Subscription: {
    reviewAdded: {
      // eslint-disable-next-line @typescript-eslint/require-await -- an async iterable of known events
      subscribe: async function* (_: unknown, { count }: { count: number }) {
        for (const id of Object.keys(reviews).slice(0, count)) yield { reviewAdded: ref(id) };
      },
    },
  },
  Review: {
    __resolveReference: known(reviews),
    body: (from: Reference) => review(from)?.body,
    stars: (from: Reference) => review(from)?.stars,
    author: (from: Reference) => refOrNull(review(from)?.author),
    item: (from: Reference) => refOrNull(review(from)?.item),
  },
  User: {
    __resolveReference: (reference: Reference) => reference,
    name: (from: Reference) => user(from)?.name,
    reviews: ({ id }: Reference, { first }: { first?: number }) =>
      reviewsOf('author', id).slice(0, first ?? 10),
    reputation: (from: { address?: { city?: string | null } | null; role?: string | null }) =>
      reputation(from.address?.city, from.role),
  },
  Item: {
    __resolveReference: (reference: Reference) => reference,
    reviews: ({ id }: Reference) => reviewsOf('item', id),
    rating: ratingOf,
  },
};

const shippingResolvers: Resolvers = {
  Query: { depots: () => ['north', 'south'] },
  Book: {
    __resolveReference: (reference: Reference) => reference,
    shipping: (from: { price?: number | null }, { express }: { express: boolean }) =>
      (from.price ?? 0) + (express ? 10 : 1),
  },
  Toy: {
    __resolveReference: (reference: Reference) => reference,
    warning: (from: { minAge?: number | null }) => warning(from.minAge),
    shipping: () => fail('NO_SHIPPING'),
  },
  Bundle: {
    __resolveReference: (reference: unknown) => reference,
    discount: (from: { code: string; owner: Reference }) => `${from.code}-${from.owner.id}`,
  },
};

/** A shop of four services that uses most of federation. */
export const shopSubgraphs = {
  accounts: {
    resolvers: accountsResolvers,
    sdl: `
    type Query { me: User users(limit: Int = 10): [User!]! user(id: ID!): User actors: [Actor!]! node(id: ID!): Node owners: [Owner]! broken: String! maybeBroken: String }
    type Mutation { touch(label: String!): [String!]! refuse: Int }
    interface Node { id: ID! }
    interface Actor implements Node { id: ID! name: String! }
    type User implements Node & Actor @key(fields: "id") {
      id: ID! name: String! @shareable role: Role nickname(max: Int): String friends: [User!]! bestFriend: User address: Address
      secret: String strictSecret: String! internalNote: String @inaccessible }
    type Organization implements Node & Actor @key(fields: "id") { id: ID! name: String! members: [User!]! }
    union Owner = User | Organization
    enum Role { ADMIN MEMBER HIDDEN @inaccessible }
    type Address { city: String zip: String }`,
  },
  catalog: {
    resolvers: catalogResolvers,
    sdl: `
    type Query { items(ids: [ID!]): [Item!]! item(id: ID!): Item bundle: Bundle! }
    interface Item @key(fields: "id") { id: ID! title: String! price(currency: String = "EUR"): Int related: [Item!]! }
    type Book implements Item @key(fields: "id") { id: ID! title: String! price(currency: String = "EUR"): Int related: [Item!]! pages: Int author: User }
    type Toy implements Item @key(fields: "id") { id: ID! title: String! price(currency: String = "EUR"): Int related: [Item!]! minAge: Int maker: Organization }
    type Bundle @key(fields: "code owner { id }") { code: String! owner: User! parts: [[Item!]!]! }
    type User @key(fields: "id", resolvable: false) { id: ID! }
    type Organization @key(fields: "id", resolvable: false) { id: ID! }`,
  },
  reviews: {
    resolvers: reviewsResolvers,
    sdl: `
    type Query { latestReviews(first: Int!): [Review!]! reviewed: [Item!]! }
    type Mutation { touchReviews(label: String!): [String!]! addReview(input: ReviewInput!): Review }
    type Subscription { reviewAdded(count: Int! = 10): Review }
    input ReviewInput { itemId: ID! authorId: ID body: String stars: Int = 5 }
    type Review @key(fields: "id") { id: ID! body: String stars: Int! author: User @provides(fields: "name") item: Item }
    enum Role { ADMIN MEMBER HIDDEN @inaccessible }
    type Address { city: String @external }
    type User @key(fields: "id") { id: ID! name: String! @external role: Role @external address: Address @external
      reviews(first: Int): [Review!]! reputation: Float @requires(fields: "address { city } role") }
    type Item @interfaceObject @key(fields: "id") { id: ID! reviews: [Review!]! rating: Float }`,
  },
  shipping: {
    resolvers: shippingResolvers,
    sdl: `
    type Query { depots: [String!]! }
    type Book @key(fields: "id") { id: ID! price(currency: String): Int @external shipping(express: Boolean = false): Int @requires(fields: "price(currency: \\"USD\\")") }
    type Toy @key(fields: "id") { id: ID! minAge: Int @external warning: String! @requires(fields: "minAge") shipping(express: Boolean = false): Int }
    type Bundle @key(fields: "code owner { id }") { code: String! owner: User! discount: String }
    type User @key(fields: "id", resolvable: false) { id: ID! }`,
  },
} satisfies TestSubgraphs;
