import fc from 'fast-check';
import {
  execute,
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { CostAnalysis } from '../../../src/limits/cost/CostAnalysis.js';
import { randomNumbers, randomQuery } from '../../engine/randomQuery.js';
import { costLink, engineOf } from './costSupergraph.js';

const engine = engineOf(`${costLink}
  type Query {
    user: User
    users: [User] @cost(weight: 3)
    some(first: Int = 2): [User!] @listSize(slicingArguments: ["first"])
    pages(first: Int = 2): Page @listSize(slicingArguments: ["first"], sizedFields: ["edges"])
    node(by: By @cost(weight: 4)): Node
    nodes: [Node!] @listSize(assumedSize: 1)
    thing: Thing
    things: [Thing]
    grid: [[User]]
    free(by: By): User @cost(weight: -2)
  }
  type User implements Node @key(fields: "id") @cost(weight: 2) { id: ID! name: String @cost(weight: 1) tags: [Tag] best: User friends: [User] @listSize(assumedSize: 1) things(first: Int = 2): [Thing] @listSize(slicingArguments: ["first"]) }
  type Robot implements Node @cost(weight: 5) { id: ID! owner: User @cost(weight: -1) parts: [Rock!] nodes: [Node!] @listSize(assumedSize: 1) }
  type Rock implements Node { id: ID! size: Int @cost(weight: 7) page: Page }
  interface Node { id: ID! }
  union Thing = Robot | Rock | Page
  type Page { edges: [User] total: Int @cost(weight: 2) }
  enum Tag @cost(weight: 1) { A B }
  input By { name: String @cost(weight: 3) deep: By }`);
const analysis = new CostAnalysis(engine.supergraph, engine.schema);
const listSize = 2;
const variables = { yes: true, no: false };
const literals = {
  first: ['0', '1', '2', '3'],
  by: ['{ deep: null }', '{ name: "x" }', '{ deep: { name: "x", deep: {} } }', 'null'],
};
/** Sizes that the schema promises, besides those of arguments. */
const assumed: Readonly<Record<string, number>> = { nodes: 1, friends: 1 };

interface Choosing {
  /** How long a list is that may have so many items. */
  readonly length: (most: number) => number;
  readonly isNull: () => boolean;
  readonly pick: <T>(values: readonly T[]) => T | undefined;
}

type Resolver = GraphQLFieldResolver<Sized, unknown, { readonly first?: number | null }>;

interface Sized {
  readonly edges?: number;
}

/** Answers anything that the schema allows, in lists no longer than it promises. */
function anything({ length, isNull, pick }: Choosing): Resolver {
  return (...[source, { first }, , { fieldName, returnType, schema }]: Parameters<Resolver>) => {
    const promised =
      first ?? (fieldName === 'edges' ? source.edges : undefined) ?? assumed[fieldName] ?? listSize;
    const value = (type: GraphQLOutputType, most: number): unknown => {
      if (isNonNullType(type)) return valueOrList(type.ofType, most);
      return isNull() ? null : valueOrList(type, most);
    };
    const valueOrList = (type: GraphQLOutputType, most: number): unknown => {
      if (isListType(type)) return Array.from({ length: length(most) }, () => value(type.ofType, listSize));
      const named = getNamedType(type);
      if (['Int', 'ID', 'String'].includes(named.name)) return 1;
      if (named.name === 'Tag') return 'A';
      const object = isAbstractType(named) ? pick(schema.getPossibleTypes(named)) : named;
      return { __typename: object?.name, ...(fieldName === 'pages' && { edges: promised }) };
    };
    return value(returnType, promised);
  };
}

/** A random operation with its static cost, and the actual cost of data as one chooses it. */
function costs(seed: number, exclude: ReadonlySet<string> = new Set()) {
  const query = randomQuery({ schema: engine.schema, random: randomNumbers(seed), literals, exclude });
  const preparation = engine.prepare(query);
  if (!preparation.ok) throw new Error(query);
  const { operation } = preparation;
  const estimate = analysis.estimate(operation, { variables, listSize });
  if (!estimate.ok) throw new Error(estimate.problem);
  const actual = (choosing: Choosing) => {
    const { data, errors } = execute({
      ...{ schema: engine.schema, document: operation.document, variableValues: variables, rootValue: {} },
      fieldResolver: anything(choosing),
    }) as ExecutionResult<Record<string, unknown>>;
    expect(errors, query).toBeUndefined();
    return { data, cost: estimate.actual(data ?? null) };
  };
  return { query, estimated: estimate.estimated, actual };
}

function randomly(random: () => number): Choosing {
  const below = (most: number) => Math.floor(random() * most);
  return {
    length: (most) => below(most + 1),
    isNull: () => random() < 0.1,
    pick: (values) => values[below(values.length)],
  };
}

describe('costs of random operations', () => {
  it('are never above the static cost while lists are as long as the schema says or shorter', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { query, estimated, actual } = costs(seed);
        const random = randomNumbers(seed);
        for (let round = 0; round < 10; round++) {
          const { data, cost } = actual(randomly(random));
          expect(cost, `${query}\n${JSON.stringify(data)}`).toBeLessThanOrEqual(estimated);
        }
      }),
      { numRuns: 500 },
    );
  }, 120_000);

  it('are the static cost when every list is full and nothing is null nor of several types', () => {
    const choosing: Choosing = { length: (most) => most, isNull: () => false, pick: ([first]) => first };
    const abstract = ['Query.node', 'Query.nodes', 'Query.thing', 'Query.things', 'User.things'];
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { query, estimated, actual } = costs(seed, new Set(abstract));
        expect(actual(choosing).cost, query).toBe(estimated);
      }),
      { numRuns: 300 },
    );
  }, 120_000);
});
