import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readCostModel } from '../../../src/limits/cost/readCostModel.js';
import { costLink, link, supergraphOf } from './costSupergraph.js';

const modelOf = (...sdl: readonly string[]) => readCostModel(parse(supergraphOf(...sdl)));

const weighted = (cost: string, listSize: string) => `
  type Query { users(first: Int @${cost}(weight: 2)): [User] @${cost}(weight: 3) @${listSize}(assumedSize: 5) }
  type User @key(fields: "id") @${cost}(weight: 4) { id: ID! level: Level token: Token find(by: Search): Int }
  enum Level @${cost}(weight: 5) { LOW HIGH }
  scalar Token @${cost}(weight: 6)
  input Search { name: String @${cost}(weight: 7) }`;

describe('the cost model of a supergraph', () => {
  it.each([
    ['imported', costLink + weighted('cost', 'listSize')],
    ['not imported', link() + weighted('federation__cost', 'federation__listSize')],
    [
      'imported under other names',
      link('{ name: "@cost", as: "@price" }', '{ name: "@listSize", as: "@count" }') +
        weighted('price', 'count'),
    ],
  ])('is the same when the directives are %s', (_, sdl) => {
    const model = modelOf(sdl);
    expect(model?.types).toEqual(new Map(Object.entries({ User: 4, Level: 5, Token: 6 })));
    expect(model?.fields).toEqual(new Map(Object.entries({ 'Query.users': 3, 'Search.name': 7 })));
    expect(model?.arguments).toEqual(new Map([['Query.users(first:)', 2]]));
    expect(model?.listSizes.get('Query.users')).toEqual({
      assumedSize: 5,
      slicingArguments: [],
      sizedFields: new Map(),
      requiresOneSlicingArgument: true,
    });
  });

  it('takes the greater weight and size of what subgraphs share', () => {
    const shared = (weight: number) => `${costLink}
      type Query { a${weight}: Int }
      type User @key(fields: "id") @cost(weight: ${weight}) {
        id: ID!
        name: String @shareable @cost(weight: ${weight})
        tags: [String] @shareable @listSize(assumedSize: ${weight}) }`;
    const model = modelOf(shared(2), shared(8));
    expect(model?.types.get('User')).toBe(8);
    expect(model?.fields.get('User.name')).toBe(8);
    expect(model?.listSizes.get('User.tags')?.assumedSize).toBe(8);
  });

  it('reads directives composed by hand, whose weights are strings', () => {
    const model = modelOf(`
      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])
        @link(url: "https://example.com/own/v1.0", import: ["@cost"])
        @composeDirective(name: "@cost")
      directive @cost(weight: String!) on FIELD_DEFINITION
      type Query { a: Int @cost(weight: "2.5") b: Int @cost(weight: "-1") c: Int @cost(weight: "much") }`);
    expect(model?.fields).toEqual(new Map(Object.entries({ 'Query.a': 2.5, 'Query.b': -1 })));
  });

  it('knows the directives by the prefix of their specification when nothing is imported', () => {
    const supergraph = `
      schema @link(url: "https://specs.apollo.dev/cost/v0.1", as: "costs") { query: Query }
      type Query { a: Int @costs(weight: 2) b: [Int] @costs__listSize(assumedSize: 3) }`;
    const model = readCostModel(parse(supergraph));
    expect(model?.fields.get('Query.a')).toBe(2);
    expect(model?.listSizes.get('Query.b')?.assumedSize).toBe(3);
  });

  it('reads paths of slicing arguments and of sized fields', () => {
    const model = readCostModel(
      parse(
        `type Query { a: Int @listSize(slicingArguments: ["page.first", "ids"], sizedFields: ["edges", "groups { items }"], requireOneSlicingArgument: false) }`,
      ),
    );
    const listSize = model?.listSizes.get('Query.a');
    expect(listSize).toMatchObject({
      slicingArguments: [['page', 'first'], ['ids']],
      requiresOneSlicingArgument: false,
    });
    expect(listSize?.sizedFields.get('edges')?.isSized).toBe(true);
    expect(listSize?.sizedFields.get('groups')?.isSized).toBe(false);
    expect(listSize?.sizedFields.get('groups')?.below.get('items')?.isSized).toBe(true);
  });

  it('is none when a supergraph says nothing of costs', () => {
    expect(modelOf(`${link()} type Query { cost: Int }`)).toBeUndefined();
  });
});
