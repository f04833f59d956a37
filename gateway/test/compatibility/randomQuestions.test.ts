import { execute, parse, validate, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { randomNumbers, randomQuery } from '../engine/randomQuery.js';
import { testSupergraph, type TestSupergraph } from '../engine/testSupergraph.js';
import type { Supergraph } from './Supergraph.js';
import { supergraphs } from './supergraphs.js';

/** Values for arguments by their name; some fit only some supergraphs, and what is not valid is not asked. */
const literals = {
  ...{
    id: ['"1"', '"2"', '"9"'],
    first: ['1', '2'],
    nr: ['1', '2'],
    org: ['"acme"', '"void"'],
    slug: ['"s-1"'],
  },
  ...{
    currency: ['"USD"', '"JPY"'],
    percent: ['50'],
    note: ['"x"', 'null'],
    of: ['1', '4'],
    size: ['2', '3'],
  },
  ...{
    after: ['"s1"'],
    times: ['2'],
    value: ['{ a: [1, null] }', '"x"', 'null'],
    p: ['{ first: 1 }'],
    old: ['1'],
  },
};
const variables = { yes: true, no: false };
const rounds = 12;
const longest = 4_000;

describe(`of ${rounds} random queries each`, () => {
  it.each(supergraphs.filter(({ whole }) => whole !== undefined))(
    'all are answered: $name',
    async (asked) => {
      const running = testSupergraph(asked.subgraphs);
      const schema = asked.whole?.();
      if (schema === undefined) return;
      let count = 0;
      for (let seed = 1; seed <= rounds; seed++) {
        const query = questionTo(schema, asked, seed);
        if (query !== undefined) await compare({ running, schema, supergraph: asked }, query, seed);
        if (query !== undefined) count++;
      }
      expect(count).toBeGreaterThan(0);
    },
  );
});

function questionTo(
  schema: GraphQLSchema,
  { notAtRandom = [] }: Supergraph,
  seed: number,
): string | undefined {
  const query = randomQuery({ schema, random: randomNumbers(seed), literals, exclude: new Set(notAtRandom) });
  return query.length > longest || validate(schema, parse(query)).length > 0 ? undefined : query;
}

interface Sides {
  readonly running: TestSupergraph;
  readonly schema: GraphQLSchema;
  readonly supergraph: Supergraph;
}

/** Which of several errors under one null are reported is open, so only whether there are any is compared. */
async function compare({ running, schema, supergraph }: Sides, query: string, seed: number): Promise<void> {
  supergraph.reset?.();
  const expected = await execute({ schema, document: parse(query), variableValues: variables });
  supergraph.reset?.();
  const actual = await running.run(query, variables);
  const about = `seed ${seed}: ${query}\n${JSON.stringify(actual.errors)}`;
  expect(JSON.stringify(actual.data), about).toBe(JSON.stringify(expected.data));
  expect(hasErrors(actual), about).toBe(hasErrors(expected));
}

function hasErrors({
  errors = [],
}: Pick<ExecutionResult, 'errors'> | { readonly errors?: readonly unknown[] }): boolean {
  return errors.length > 0;
}
