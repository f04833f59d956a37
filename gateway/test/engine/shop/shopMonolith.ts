import {
  buildSchema,
  execute,
  parse,
  type ExecutionResult,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { JsonObject } from '../../../src/engine/jsonObject.js';
import type { Resolvers } from '../testSupergraph.js';
import { items, row, typeOf, users, type Reference } from './shopData.js';
import { price, reputation, shopSubgraphs, warning } from './shopSubgraphs.js';

/** The shop as one schema without federation: what every answer is measured against. */
const schema = withResolvers(
  buildSchema(`
  type Query { me: User users(limit: Int = 10): [User!]! user(id: ID!): User actors: [Actor!]! node(id: ID!): Node owners: [Owner]! broken: String! maybeBroken: String
    items(ids: [ID!]): [Item!]! item(id: ID!): Item bundle: Bundle! latestReviews(first: Int!): [Review!]! reviewed: [Item!]! depots: [String!]! }
  type Mutation { touch(label: String!): [String!]! refuse: Int touchReviews(label: String!): [String!]! addReview(input: ReviewInput!): Review }
  input ReviewInput { itemId: ID! authorId: ID body: String stars: Int = 5 }
  interface Node { id: ID! }
  interface Actor implements Node { id: ID! name: String! }
  type User implements Node & Actor { id: ID! name: String! role: Role nickname(max: Int): String friends: [User!]! bestFriend: User address: Address
    secret: String strictSecret: String! reviews(first: Int): [Review!]! reputation: Float }
  type Organization implements Node & Actor { id: ID! name: String! members: [User!]! }
  union Owner = User | Organization
  enum Role { ADMIN MEMBER }
  type Address { city: String zip: String }
  interface Item { id: ID! title: String! price(currency: String = "EUR"): Int related: [Item!]! reviews: [Review!]! rating: Float }
  type Book implements Item { id: ID! title: String! price(currency: String = "EUR"): Int related: [Item!]! reviews: [Review!]! rating: Float pages: Int author: User shipping(express: Boolean = false): Int }
  type Toy implements Item { id: ID! title: String! price(currency: String = "EUR"): Int related: [Item!]! reviews: [Review!]! rating: Float minAge: Int maker: Organization warning: String! shipping(express: Boolean = false): Int }
  type Bundle { code: String! owner: User! parts: [[Item!]!]! discount: String }
  type Review { id: ID! body: String stars: Int! author: User item: Item }`),
  [
    ...Object.values(shopSubgraphs).map(({ resolvers }): Resolvers => resolvers),
    {
      User: { reputation: ({ id }: Reference) => reputation(row(users, id)?.city, row(users, id)?.role) },
      Book: {
        ...shopSubgraphs.reviews.resolvers.Item,
        shipping: ({ id }: Reference, { express }: { express: boolean }) =>
          (price(itemRow(id)?.price, 'USD') ?? 0) + (express ? 10 : 1),
      },
      Toy: {
        ...shopSubgraphs.reviews.resolvers.Item,
        warning: ({ id }: Reference) => warning(itemRow(id)?.minAge),
      },
      Item: { __resolveType: typeOf },
    },
  ],
);

interface ItemRow {
  readonly price: number | null;
  readonly minAge?: number | null;
}

function itemRow(id: string): ItemRow | undefined {
  return row<ItemRow>(items, id);
}

function withResolvers(target: GraphQLSchema, tables: readonly Resolvers[]): GraphQLSchema {
  for (const table of tables)
    for (const [typeName, resolvers] of Object.entries(table)) {
      const type = target.getType(typeName) as (GraphQLObjectType & { resolveType?: unknown }) | undefined;
      for (const [name, resolver] of Object.entries(resolvers)) {
        if (name === '__resolveType' && type !== undefined) type.resolveType = resolver;
        const field = type !== undefined && 'getFields' in type ? type.getFields()[name] : undefined;
        if (field !== undefined && typeof resolver === 'function') field.resolve = resolver as never;
      }
    }
  return target;
}

export { schema as shopMonolithSchema };

/** Executes on the monolith; the result as it would arrive over the wire. */
export async function runOnMonolith(query: string, variables: JsonObject = {}): Promise<ExecutionResult> {
  const result = await execute({ schema, document: parse(query), variableValues: variables });
  return JSON.parse(JSON.stringify(result)) as ExecutionResult;
}
