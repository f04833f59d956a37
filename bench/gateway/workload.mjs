// The work all contenders do: the schemas, data and query of ../federation, and the answer that is right.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { buildASTSchema, concatAST, graphql, Kind, parse } from 'graphql';

const folder = path.resolve(import.meta.dirname, '../federation');
const read = (file) => readFileSync(path.join(folder, file), 'utf8');
const { users, products, inventory, reviews } = JSON.parse(read('data.json'));

export const query = read('query.graphql');
export const subgraphNames = ['accounts', 'inventory', 'products', 'reviews'];
export const subgraphSdl = (name) => read(`schema/${name}.graphql`);

const reviewOf = ({ id, body, productUpc }) => ({
  id,
  body,
  product: { upc: productUpc },
  author: { id: '1', username: 'urigo' },
});
/** Products beyond those of the data are made of them, for answers larger than the benchmark's. */
const originalOf = (upc) => String(((Number(upc) - 1) % products.length) + 1);
const productBy = ({ upc }) => ({ ...products.find((product) => product.upc === originalOf(upc)), upc });
const firstProducts = (count) => Array.from({ length: count }, (_, at) => productBy({ upc: String(at + 1) }));
const userBy = ({ id }) => users.find((user) => user.id === id);
const inStock = ({ upc }) => inventory.find((item) => item.upc === originalOf(upc)).inStock;
const reviewsOfUser = () => reviews.slice(0, 2).map(reviewOf);
const reviewsOfProduct = ({ upc }) =>
  reviews.filter((review) => review.productUpc === originalOf(upc)).map(reviewOf);

const accountsQuery = { me: () => users[0], user: (_, { id }) => userBy({ id }), users: () => users };
const productsQuery = { topProducts: (_, { first }) => firstProducts(first) };

const resolvers = {
  accounts: { Query: accountsQuery, User: { __resolveReference: userBy } },
  inventory: {
    Product: { __resolveReference: (reference) => reference, inStock, shippingEstimate: () => null },
  },
  products: { Query: productsQuery, Product: { __resolveReference: productBy } },
  reviews: {
    Review: { __resolveReference: ({ id }) => reviewOf(reviews.find((review) => review.id === id)) },
    User: { __resolveReference: (reference) => reference, reviews: reviewsOfUser },
    Product: { __resolveReference: (reference) => reference, reviews: reviewsOfProduct },
  },
};

/** One subgraph's executable schema, with its `_entities`. */
export function subgraphSchema(name) {
  return buildSubgraphSchema({ typeDefs: parse(subgraphSdl(name)), resolvers: resolvers[name] });
}

const merged = {
  Query: { ...accountsQuery, ...productsQuery },
  User: { reviews: reviewsOfUser, ...fieldsBy(userBy, ['name', 'birthday']) },
  Product: {
    inStock,
    shippingEstimate: () => null,
    reviews: reviewsOfProduct,
    ...fieldsBy(productBy, ['name', 'price', 'weight']),
  },
};

/** The schema clients see: the types of all subgraphs, each field once, without the words of federation. */
export const mergedSchema = mergeSchemas();

/** The answer to an operation as one service that has all the data would give it, by graphql-js. */
export async function rightAnswer(source = query) {
  return graphql({
    schema: mergedSchema,
    source,
    fieldResolver: (parent, variables, context, { parentType, fieldName }) => {
      const resolve = merged[parentType.name]?.[fieldName];
      return resolve ? resolve(parent, variables) : parent[fieldName];
    },
  });
}

function fieldsBy(find, names) {
  return Object.fromEntries(names.map((name) => [name, (reference) => find(reference)[name]]));
}

function mergeSchemas() {
  const { definitions } = concatAST(subgraphNames.map((name) => parse(subgraphSdl(name))));
  const types = new Map();
  for (const { kind, name, fields } of definitions) {
    if (kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const known = types.get(name.value) ?? new Map();
    for (const field of fields) known.set(field.name.value, { ...field, directives: [] });
    types.set(name.value, known);
  }
  return buildASTSchema({
    kind: Kind.DOCUMENT,
    definitions: [...types].map(([name, fields]) => ({
      kind: Kind.OBJECT_TYPE_DEFINITION,
      name: { kind: Kind.NAME, value: name },
      fields: [...fields.values()],
    })),
  });
}
