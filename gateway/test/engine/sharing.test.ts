import { describe, expect, it } from 'vitest';
import { readResult, testSupergraph } from './testSupergraph.js';

const { engine, calls } = testSupergraph({
  a: {
    sdl: 'type Query { echo(of: Int): Int other: Int } type Mutation { bump: Int }',
    resolvers: {
      Query: { echo: (_: unknown, { of }: { of?: number }) => of ?? null, other: () => 7 },
      Mutation: { bump: () => 1 },
    },
  },
});

async function ask(query: string, variables: Record<string, unknown>, sharingKey?: string) {
  const preparation = engine.prepare(query);
  if (!preparation.ok) throw new Error(query);
  const input = { variables, context: undefined, sharingKey };
  return readResult(await engine.execute(preparation.operation, input)).data;
}

const echo = 'query ($of: Int, $is: Boolean = true) { echo(of: $of) @include(if: $is) __typename }';

describe('executions with a sharing key', () => {
  it('are one for the same operation with the same variables', async () => {
    calls.length = 0;
    const answers = await Promise.all([ask(echo, { of: 1 }, 'k'), ask(echo, { of: 1 }, 'k')]);
    expect(answers).toEqual([1, 1].map((value) => ({ echo: value, __typename: 'Query' })));
    expect(calls).toHaveLength(1);
  });

  it('are each their own for other variables, conditions, operations and keys, or without a key', async () => {
    const askAll = () =>
      Promise.all([
        ask(echo, { of: 1 }, 'k'),
        ask(echo, { of: 2 }, 'k'),
        ask(echo, { of: 1, is: false }, 'k'),
        ask('query ($of: Int) { other @skip(if: false) again: echo(of: $of) }', { of: 1 }, 'k'),
        ask(echo, { of: 1 }, 'l'),
        ask(echo, { of: 1 }),
      ]);
    // Once for the plans: only then are all of them under way at the same moment.
    await askAll();
    calls.length = 0;
    const answers = await askAll();
    const one = { echo: 1, __typename: 'Query' };
    expect(answers).toEqual([
      one,
      { echo: 2, __typename: 'Query' },
      { __typename: 'Query' },
      { other: 7, again: 1 },
      one,
      one,
    ]);
    expect(calls).toHaveLength(5);
  });

  it('are never one when they are mutations', async () => {
    calls.length = 0;
    await Promise.all([ask('mutation { bump }', {}, 'k'), ask('mutation { bump }', {}, 'k')]);
    expect(calls).toHaveLength(2);
  });
});
