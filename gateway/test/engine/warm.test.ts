import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { testSupergraph } from './testSupergraph.js';

afterEach(() => vi.restoreAllMocks());

const supergraph = () =>
  testSupergraph({
    a: {
      sdl: 'type Query { a(x: Int): Int b: Int }',
      resolvers: { Query: { a: () => 1, b: () => 2 } },
    },
  });

describe('a warm operation', () => {
  it('is not planned again when it runs, for the conditions it was warmed with', async () => {
    const planning = vi.spyOn(QueryPlanner.prototype, 'planAsync');
    const { engine, run } = supergraph();
    const query = 'query ($c: Boolean!, $x: Int!) { a(x: $x) b @include(if: $c) }';
    expect(await engine.warm(query, '', { c: true })).toBe(true);
    expect(planning).toHaveBeenCalledTimes(1);
    expect((await run(query, { c: true, x: 1 })).errors).toBeUndefined();
    expect(planning).toHaveBeenCalledTimes(1);
    await run(query, { c: false, x: 1 });
    expect(planning).toHaveBeenCalledTimes(2);
  });

  it('calls no subgraph', async () => {
    const { engine, calls } = supergraph();
    await engine.warm('{ a }', null, {});
    expect(calls).toEqual([]);
  });

  it('is none when it is not valid any more', async () => {
    const { engine } = supergraph();
    expect(await engine.warm('{ gone }', null, {})).toBe(false);
    expect(await engine.warm('{', null, {})).toBe(false);
  });
});
