import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/engine/jsonObject.js';
import { runOnMonolith } from './shop/shopMonolith.js';
import { shopSubgraphs, touched } from './shop/shopSubgraphs.js';
import { testSupergraph } from './testSupergraph.js';

interface Case {
  readonly name: string;
  readonly query: string;
  readonly variables?: JsonObject;
}

/** Each is executed by the engine over four subgraphs and by graphql-js over one schema. */
const cases: readonly Case[] = [
  { name: 'a field of one subgraph', query: '{ me { name } }' },
  { name: 'an entity completed by another subgraph', query: '{ me { name reviews { body stars } } }' },
  {
    name: 'aliases everywhere',
    query: '{ x: me { n: name a: reviews(first: 1) { b: body } c: reviews { stars } } y: me { name } }',
  },
  {
    name: 'fields in the order asked, not fetched',
    query: '{ me { reviews { stars } name reputation id } depots items { id } }',
  },
  {
    name: 'nested entities across three subgraphs',
    query: '{ latestReviews(first: 4) { stars author { role bestFriend { reviews { item { title } } } } } }',
  },
  { name: 'a provided field', query: '{ latestReviews(first: 4) { author { name } } }' },
  {
    name: 'a provided field beside one that is not',
    query: '{ latestReviews(first: 4) { author { name nickname(max: 2) } } }',
  },
  { name: 'a required field of another subgraph', query: '{ users { reputation } }' },
  {
    name: 'a required field that is asked for, too, in another shape',
    query: '{ users { address { c: city zip } role reputation } }',
  },
  {
    name: 'a required field with arguments',
    query: '{ items { ... on Book { price(currency: "EUR") shipping } } }',
  },
  { name: 'required fields with null values', query: '{ items { title ... on Toy { minAge warning } } }' },
  {
    name: 'an argument with a default',
    query:
      '{ item(id: "b1") { price usd: price(currency: "USD") ... on Book { e: shipping(express: true) shipping } } }',
  },
  { name: 'a compound key', query: '{ bundle { discount } }' },
  { name: 'lists of lists', query: '{ bundle { code parts { id title rating } owner { name } } }' },
  { name: 'an interface object that starts a path', query: '{ reviewed { id rating } }' },
  {
    name: 'the concrete type behind an interface object',
    query: '{ reviewed { __typename title ... on Book { pages } ... on Toy { warning } } }',
  },
  {
    name: 'an interface field completed through an interface object',
    query: '{ items { id reviews { stars } ... on Book { pages rating } } }',
  },
  {
    name: 'an interface object behind an entity',
    query: '{ latestReviews(first: 3) { item { __typename id title rating related { title } } } }',
  },
  {
    name: 'an interface with fields of its implementations',
    query:
      '{ actors { __typename id name ... on User { role reviews { stars } } ... on Organization { members { name } } } }',
  },
  {
    name: 'an interface of an interface',
    query: '{ node(id: "u2") { id ... on Actor { name } ... on User { bestFriend { name } nickname } } }',
  },
  {
    name: 'a type name under an alias',
    query: '{ actors { kind: __typename } root: __typename me { t: __typename } }',
  },
  {
    name: 'a union with nulls',
    query:
      '{ owners { __typename ... on User { name reputation } ... on Organization { title: name members { reviews { stars } } } } }',
  },
  { name: 'only the type names of a union', query: '{ owners { __typename } }' },
  {
    name: 'the same key with different meaning on different types',
    query: '{ items { ... on Book { x: pages } ... on Toy { x: minAge } } }',
  },
  {
    name: 'a null entity',
    query: '{ user(id: "nobody") { name reviews { stars } } item(id: "nope") { title } }',
  },
  {
    name: 'an unknown reference behind a null',
    query: '{ items { ... on Book { author { name } } ... on Toy { maker { name members { name } } } } }',
  },
  {
    name: 'the same entity many times',
    query: '{ item(id: "b2") { related { id title reviews { author { name reputation } } } } }',
  },
  {
    name: 'variables with defaults',
    query:
      'query ($first: Int = 1, $id: ID! = "u2") { user(id: $id) { reviews(first: $first) { body } } me { reviews(first: $first) { body } } }',
  },
  {
    name: 'variables given',
    query:
      'query ($first: Int, $ids: [ID!]) { me { reviews(first: $first) { body } } items(ids: $ids) { title } }',
    variables: { first: 1, ids: ['t1', 'b1'] },
  },
  {
    name: 'a variable that is null',
    query: 'query ($max: Int) { me { nickname(max: $max) reviews(first: $max) { stars } } }',
    variables: { max: null },
  },
  {
    name: 'an input object with a variable inside',
    query:
      'mutation ($id: ID!, $stars: Int) { addReview(input: { itemId: $id, stars: $stars }) { id author { role } } }',
    variables: { id: 'b1', stars: 3 },
  },
  {
    name: 'a single value for a list',
    query: 'query ($ids: [ID!]) { items(ids: $ids) { title } }',
    variables: { ids: 't2' },
  },
  { name: 'numbers for ids', query: 'query ($id: ID!) { user(id: $id) { name } }', variables: { id: 7 } },
  {
    name: 'fragments',
    query:
      'query { me { ...F } users { ...F friends { ...G } } } fragment F on User { name ...G reviews { ...R } } fragment G on User { role } fragment R on Review { stars author { ...G } }',
  },
  {
    name: 'fragments on the query type',
    query:
      'query { ...Q ... on Query { me { role } __typename } } fragment Q on Query { me { name } t: __typename }',
  },
  {
    name: 'fragments on interfaces and unions',
    query:
      '{ actors { ...A } owners { ...A ... on Node { id } } } fragment A on Actor { name ... on User { nickname } }',
  },
  {
    name: 'overlapping selections that merge',
    query: '{ me { friends { name } friends { reviews { stars } } ... on User { friends { id } } } }',
  },
  {
    name: 'skip and include by variable',
    query:
      'query ($yes: Boolean!, $no: Boolean!) { me { name @skip(if: $yes) role @include(if: $yes) reviews @include(if: $no) { stars } reputation @skip(if: $no) } users @include(if: $no) { name } depots @skip(if: $no) }',
    variables: { yes: true, no: false },
  },
  {
    name: 'skip and include on fragments',
    query:
      'query ($yes: Boolean!) { actors { ... on User @include(if: $yes) { reviews { stars } } ...O @skip(if: $yes) } } fragment O on Organization { members { reputation } }',
    variables: { yes: true },
  },
  {
    name: 'skip and include in the text',
    query:
      '{ me @skip(if: true) { name } users @include(if: true) { role @skip(if: false) name @include(if: false) } }',
  },
  {
    name: 'nothing left at all',
    query: '{ me @skip(if: true) { name } ... on Query @include(if: false) { depots } }',
  },
  {
    name: 'both directives on one entity field',
    query:
      'query ($a: Boolean!, $b: Boolean!) { me { id reviews @skip(if: $a) @include(if: $b) { stars } } }',
    variables: { a: false, b: true },
  },
  { name: 'an error in a nullable field', query: '{ maybeBroken me { name } }' },
  { name: 'an error in a non-null root field', query: '{ broken me { name } }' },
  { name: 'errors in a list of entities', query: '{ users { name secret } }' },
  {
    name: 'errors that bubble through a list of non-null items',
    query: '{ me { name friends { strictSecret } } }',
  },
  {
    name: 'an error that bubbles to a nullable object',
    query: '{ me { bestFriend { name strictSecret } role } }',
  },
  { name: 'errors below an entity', query: '{ latestReviews(first: 4) { stars author { s: secret } } }' },
  {
    name: 'a non-null error below an entity',
    query: '{ latestReviews(first: 4) { stars author { name x: strictSecret } } }',
  },
  {
    name: 'errors of one type of an interface',
    query: '{ items { id ... on Book { shipping } ... on Toy { s: shipping } } }',
  },
  { name: 'a mutation that is refused', query: 'mutation { refuse touch(label: "after") }' },
  {
    name: 'an error with a code in a mutation',
    query: 'mutation { addReview(input: { itemId: "b1", stars: 9 }) { id } }',
  },
  {
    name: 'mutations in sequence over two subgraphs',
    query:
      'mutation { a: touch(label: "1") b: touchReviews(label: "2") c: touch(label: "3") d: touchReviews(label: "4") }',
  },
  {
    name: 'introspection beside data',
    query: '{ __type(name: "Role") { name kind enumValues { name } } me { name } }',
  },
  {
    name: 'introspection with variables and fragments',
    query:
      'query ($n: String! = "User") { t: __type(name: $n) { ...T } } fragment T on __Type { name interfaces { name } }',
  },
];

const shop = testSupergraph(shopSubgraphs);

beforeEach(() => void touched.splice(0));

describe('the engine answers like graphql-js over one schema:', () => {
  it.each(cases)('$name', async ({ query, variables }) => {
    const expected = await runOnMonolith(query, variables);
    touched.splice(0);
    const actual = await shop.run(query, variables);
    expect(JSON.stringify(actual.data)).toBe(JSON.stringify(expected.data));
    expect(facts(actual.errors)).toEqual(facts(expected.errors));
  });
});

/** Paths always; codes where the monolith has one. */
function facts(
  errors: readonly { readonly path?: unknown; readonly extensions?: unknown }[] | undefined,
): readonly string[] {
  return (errors ?? []).map(({ path }) => JSON.stringify(path)).sort();
}
