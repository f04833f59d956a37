import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEngine } from '../../src/engine/openEngine.js';
import type { Planner } from '../../src/engine/planning/Planner.js';
import { PlannerProcess } from '../../src/engine/planning/process/PlannerProcess.js';
import { composeSubgraphs, errorsOf, openTestSupergraph } from './testSupergraph.js';

const subgraphs = {
  a: { sdl: 'type Query { a: Int b: Int }', resolvers: { Query: { a: () => 1, b: () => 2 } } },
};

let planners: PlannerProcess;
beforeEach(() => void (planners = new PlannerProcess({ limitMs: 10_000 })));
afterEach(() => planners.close());

describe('an engine whose plans are made elsewhere', () => {
  it('answers like any other, and when it is closed still what it has planned before', async () => {
    const { engine, run } = await openTestSupergraph(subgraphs, planners);
    expect(await run('{ a }')).toEqual({ data: { a: 1 } });
    engine.close();
    expect(await run('{ a }')).toEqual({ data: { a: 1 } });
    expect(errorsOf(await run('{ b }'))).toEqual([' PLANNER_UNAVAILABLE']);
  });

  it.each([
    ['that is none', 'nonsense'],
    ['without subgraphs', 'type Query { a: Int }'],
  ])('is not made of a supergraph %s', async (_, supergraph) => {
    const transport = () => {
      throw new Error('not asked for');
    };
    await expect(openEngine({ supergraph, transport, planners })).rejects.toThrow(
      /Syntax Error|no supergraph/,
    );
  });

  it('leaves no planner open when it cannot be made', async () => {
    const open: Planner[] = [];
    const counted = {
      open: () => {
        const planner: Planner = {
          ...{ overrideLabels: [], overridePercentages: [], plan: () => Promise.reject(new Error('none')) },
          close: () => void open.splice(open.indexOf(planner), 1),
        };
        open.push(planner);
        return Promise.resolve(planner);
      },
    };
    const transport = () => {
      throw new Error('no way there');
    };
    await expect(
      openEngine({ supergraph: composeSubgraphs(subgraphs), transport, planners: counted }),
    ).rejects.toThrow('no way there');
    expect(open).toEqual([]);
  });
});
