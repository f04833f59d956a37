import { describe, expect, it } from 'vitest';
import { testSupergraph } from '../engine/testSupergraph.js';

const moving = (percent: number) =>
  testSupergraph({
    old: { sdl: 'type Query { field: String other: Int }', resolvers: { Query: { field: () => 'old' } } },
    new: {
      sdl: `type Query { field: String @override(from: "old", label: "percent(${percent})") }`,
      resolvers: { Query: { field: () => 'new' } },
    },
  });

/** The different answers of 60 requests. That a fair draw puts all in one place: once in 10^17 runs. */
async function answersAt(percent: number): Promise<ReadonlySet<unknown>> {
  const { run } = moving(percent);
  const answers = new Set<unknown>();
  for (let request = 0; request < 60; request++)
    answers.add(JSON.stringify((await run('{ field }')).data ?? null));
  return answers;
}

describe('a field that moves for a part of the requests', () => {
  it('is asked of the old subgraph at 0 %', async () => {
    expect(await answersAt(0)).toEqual(new Set(['{"field":"old"}']));
  });

  it('is asked of the new subgraph at 100 %', async () => {
    expect(await answersAt(100)).toEqual(new Set(['{"field":"new"}']));
  });

  it('is asked of both at 50 %', async () => {
    expect(await answersAt(50)).toEqual(new Set(['{"field":"old"}', '{"field":"new"}']));
  });
});
