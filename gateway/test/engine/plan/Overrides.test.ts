import { describe, expect, it } from 'vitest';
import { Overrides } from '../../../src/engine/plan/Overrides.js';
import { testSupergraph } from '../testSupergraph.js';

const planner = { overrideLabels: ['beta', 'gamma'], overridePercentages: [10, 60] };

describe('progressive overrides', () => {
  it('cost nothing where there are none', () => {
    const overrides = new Overrides({ overrideLabels: [], overridePercentages: [] }, {});
    expect(overrides.choose(undefined)).toMatchObject({ key: '', share: 100 });
  });

  it('are the same plan for the same labels and the same side of each percentage', () => {
    const draws = [0.05, 0.09, 0.1, 0.59, 0.6, 0.99];
    const overrides = new Overrides<readonly string[]>(planner, {
      activeLabels: (labels) => labels,
      random: () => draws.shift() ?? 0,
    });
    const keys = [1, 2, 3, 4, 5, 6].map(() => overrides.choose(['unknown']).key);
    expect(keys).toEqual(['[[],[10,60]]', '[[],[10,60]]', '[[],[60]]', '[[],[60]]', '[[],[]]', '[[],[]]']);
    expect(overrides.choose(['gamma', 'unknown', 'beta'])).toMatchObject({
      key: '[["beta","gamma"],[10,60]]',
      labels: new Set(['beta', 'gamma']),
    });
  });

  it('ask the subgraph a field moves to, when its label is active', async () => {
    const answerWith = async (labels: readonly string[]) => {
      const { run } = testSupergraph(
        {
          old: { sdl: 'type Query { field: String }', resolvers: { Query: { field: () => 'old' } } },
          new: {
            sdl: 'type Query { field: String @override(from: "old", label: "beta") other: Int }',
            resolvers: { Query: { field: () => 'new' } },
          },
        },
        { activeLabels: () => labels },
      );
      return (await run('{ field }')).data;
    };
    expect(await answerWith([])).toEqual({ field: 'old' });
    expect(await answerWith(['beta'])).toEqual({ field: 'new' });
  });
});
