// The ceiling for a gateway in JavaScript: a program written by hand for exactly the benchmark's query, with the calls the query
// planner makes (seven), entities asked for once each, and every value put where it belongs without looking at a schema.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const subgraphs = Object.fromEntries(
  Object.entries(JSON.parse(process.env.SUBGRAPHS)).map(([name, url]) => [name, subgraph(new URL(url))]),
);

const usersQuery = JSON.stringify({ query: '{users{id username name}}' });
const topProductsQuery = JSON.stringify({ query: '{topProducts{upc name price weight}}' });
const review = 'id body author{id username reviews{id body product{upc}}}';
const reviewsQuery = `query($products:[_Any!]!,$users:[_Any!]!){products:_entities(representations:$products){...on Product{reviews{${review}}}} users:_entities(representations:$users){...on User{reviews{id body product{upc reviews{${review}}}}}}}`;
const productsQuery = entitiesQuery('Product', 'name price weight');
const namesQuery = entitiesQuery('User', 'name');
const stockQuery = entitiesQuery('Product', 'inStock shippingEstimate');

createServer((request, response) => {
  request.resume().on('end', () => {
    answerFor(request.headers.authorization).then(
      (data) => {
        const body = Buffer.from(JSON.stringify({ data }));
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
        response.end(body);
      },
      (error) => response.writeHead(500).end(String(error)),
    );
  });
}).listen(Number(process.env.PORT), '127.0.0.1');

async function answerFor(identity) {
  const [{ users }, { topProducts }] = await Promise.all([
    subgraphs.accounts(usersQuery, identity),
    subgraphs.products(topProductsQuery, identity),
  ]);
  const [stock, reviews] = await Promise.all([
    entities({ subgraph: subgraphs.inventory, query: stockQuery, identity }, topProducts.map(toPricedKey)),
    subgraphs.reviews(
      JSON.stringify({
        query: reviewsQuery,
        variables: { products: topProducts.map(toProductKey), users: users.map(toUserKey) },
      }),
      identity,
    ),
  ]);
  const wanted = wantedOf(reviews);
  await complete(wanted, identity);
  return {
    users: users.map(({ id, username, name }, at) => ({
      id,
      username,
      name,
      reviews: reviews.users[at].reviews.map((each) => reviewOfUser(each, wanted)),
    })),
    topProducts: topProducts.map((product, at) => ({
      ...productOf(product, stock[at]),
      reviews: reviews.products[at].reviews.map((each) => reviewOfProduct(each, wanted)),
    })),
  };
}

/** Every product and author that the reviews name, each once. */
function wantedOf({ users, products }) {
  const wanted = { products: new Map(), authors: new Map() };
  const wantProduct = ({ product: { upc } }) => wanted.products.set(upc, undefined);
  const wantAuthor = ({ author: { id, reviews } }) => {
    wanted.authors.set(id, undefined);
    reviews.forEach(wantProduct);
  };
  for (const { reviews } of users)
    for (const each of reviews) {
      wantProduct(each);
      each.product.reviews.forEach(wantAuthor);
    }
  for (const { reviews } of products) reviews.forEach(wantAuthor);
  return wanted;
}

async function complete({ products, authors }, identity) {
  const upcs = [...products.keys()];
  const ids = [...authors.keys()];
  const [named, names] = await Promise.all([
    entities(
      { subgraph: subgraphs.products, query: productsQuery, identity },
      upcs.map((upc) => toProductKey({ upc })),
    ),
    entities(
      { subgraph: subgraphs.accounts, query: namesQuery, identity },
      ids.map((id) => toUserKey({ id })),
    ),
  ]);
  upcs.forEach((upc, at) => (named[at].upc = upc));
  const stock = await entities(
    { subgraph: subgraphs.inventory, query: stockQuery, identity },
    named.map(toPricedKey),
  );
  upcs.forEach((upc, at) => products.set(upc, productOf(named[at], stock[at])));
  ids.forEach((id, at) => authors.set(id, names[at].name));
}

function reviewOfUser({ id, body, product }, wanted) {
  const reviews = product.reviews.map((each) => reviewOfProduct(each, wanted));
  return { id, body, product: { ...wanted.products.get(product.upc), reviews } };
}

function reviewOfProduct({ id, body, author }, wanted) {
  const reviews = author.reviews.map((each) => ({
    id: each.id,
    body: each.body,
    product: wanted.products.get(each.product.upc),
  }));
  return {
    id,
    body,
    author: { id: author.id, username: author.username, name: wanted.authors.get(author.id), reviews },
  };
}

function productOf({ upc, name, price, weight }, { inStock, shippingEstimate }) {
  return { inStock, name, price, shippingEstimate, upc, weight };
}

function toProductKey({ upc }) {
  return { __typename: 'Product', upc };
}

function toPricedKey({ upc, price, weight }) {
  return { __typename: 'Product', upc, price, weight };
}

function toUserKey({ id }) {
  return { __typename: 'User', id };
}

function entitiesQuery(type, fields) {
  return `query($of:[_Any!]!){_entities(representations:$of){...on ${type}{${fields}}}}`;
}

async function entities({ subgraph: ask, query, identity }, of) {
  const data = await ask(JSON.stringify({ query, variables: { of } }), identity);
  return data._entities;
}

/** Calls in flight are shared by those who ask the same with the same identity, with what was parsed. */
function subgraph({ origin, pathname }) {
  const pool = new Pool(origin, { connections: 64 });
  const inFlight = new Map();
  return (body, authorization) => {
    const key = `${authorization}\n${body}`;
    const known = inFlight.get(key);
    if (known !== undefined) return known;
    const asked = call({ pool, pathname, body, authorization }).finally(() => inFlight.delete(key));
    inFlight.set(key, asked);
    return asked;
  };
}

async function call({ pool, pathname, body, authorization }) {
  const answer = await pool.request({
    path: pathname,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body,
  });
  const { data, errors } = await answer.body.json();
  if (answer.statusCode !== 200 || errors) throw new Error(`a subgraph answered ${answer.statusCode}`);
  return data;
}
