import { QueryPlanner, type QueryPlan } from '@graphql-hive/router-query-planner';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inProcessPlanner } from '../../../src/engine/planning/inProcessPlanner.js';
import {
  PlannerUnavailableError,
  PlanningTimeoutError,
} from '../../../src/engine/planning/planningErrors.js';
import { composeSubgraphs } from '../testSupergraph.js';

const sdl = composeSubgraphs({ a: { sdl: 'type Query { a: Int }' } });
const request = { document: '{ a }', labels: new Set<string>(), share: 100 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a planner in the process that asks it', () => {
  it('plans nothing more while two threads are lost to plannings without end', async () => {
    const ends: ((plan: QueryPlan) => void)[] = [];
    vi.spyOn(QueryPlanner.prototype, 'planAsync').mockImplementation(
      () => new Promise((resolve) => ends.push(resolve)),
    );
    const planner = inProcessPlanner(sdl);
    const late = [planner.plan(request), inProcessPlanner(sdl).plan(request)].map((planning) =>
      expect(planning).rejects.toThrow(PlanningTimeoutError),
    );
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(late);
    await expect(planner.plan(request)).rejects.toThrow(PlannerUnavailableError);
    ends[0]?.({ kind: 'QueryPlan' });
    await vi.advanceTimersByTimeAsync(0);
    const planning = planner.plan(request);
    for (const end of ends) end({ kind: 'QueryPlan' });
    await expect(planning).resolves.toEqual({ kind: 'QueryPlan' });
  });

  it('throws at a text that is no supergraph', () => {
    expect(() => inProcessPlanner('type {')).toThrow();
  });
});
