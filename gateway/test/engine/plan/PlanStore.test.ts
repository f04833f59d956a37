import type { QueryPlan } from '@graphql-hive/router-query-planner';
import { beforeEach, describe, expect, it } from 'vitest';
import { EngineCounters } from '../../../src/engine/EngineCounters.js';
import { OperationStore } from '../../../src/engine/operation/OperationStore.js';
import type { PreparedOperation } from '../../../src/engine/operation/PreparedOperation.js';
import { settledOverrides } from '../../../src/engine/plan/Overrides.js';
import { PlanStore } from '../../../src/engine/plan/PlanStore.js';
import {
  PlannerUnavailableError,
  PlanningTimeoutError,
} from '../../../src/engine/planning/planningErrors.js';
import { readSupergraph } from '../../../src/engine/supergraph/readSupergraph.js';
import { composeSubgraphs } from '../testSupergraph.js';

const supergraph = readSupergraph(composeSubgraphs({ a: { sdl: 'type Query { a: Int b: Int }' } }));
const operations = new OperationStore({ supergraph, checks: {}, capacity: 10 });

function prepared(query: string): PreparedOperation {
  const preparation = operations.prepare(query);
  if (!preparation.ok) throw new Error('not valid');
  return preparation.operation;
}

let now: number;
let asked: string[];
let failures: unknown[];
/** What the planner does next. */
let planner: () => Promise<QueryPlan>;
let store: PlanStore;

beforeEach(() => {
  now = 1_000;
  asked = [];
  failures = [];
  planner = () => Promise.resolve({ kind: 'QueryPlan' });
  store = new PlanStore({
    supergraph,
    planner: {
      ...{ overrideLabels: [], overridePercentages: [], close: () => undefined },
      plan: ({ document }) => {
        asked.push(document.replaceAll(/\s+/g, ' '));
        return planner();
      },
    },
    capacity: 10,
    onFailure: (cause) => failures.push(cause),
    counters: new EngineCounters(),
    clock: { now: () => now },
  });
});

async function codeOf(query: string): Promise<unknown> {
  const operation = prepared(query);
  const allowed = { operation, withheld: undefined, overrides: settledOverrides };
  const planning = await store.planFor(operation, allowed, {});
  return planning.ok ? 'planned' : planning.errors.map(({ extensions }) => extensions.code).join();
}

const fails = (error: Error) => () => Promise.reject(error);

describe('plans', () => {
  it('are remembered for good', async () => {
    expect(await codeOf('{ a }')).toBe('planned');
    now += 24 * 60 * 60_000;
    expect(await codeOf('{ a }')).toBe('planned');
    expect(asked).toEqual(['{ a }']);
  });

  it('are made once for all who ask at the same time', async () => {
    expect(await Promise.all([codeOf('{ a }'), codeOf('{ a }'), codeOf('{ b }')])).toEqual([
      'planned',
      'planned',
      'planned',
    ]);
    expect(asked).toEqual(['{ a }', '{ b }']);
  });

  it.each<[string, Error, string, number, number]>([
    ['that failed', new Error('no'), 'OPERATION_NOT_PLANNABLE', 59_999, 1],
    ['that failed, a minute ago,', new Error('no'), 'OPERATION_NOT_PLANNABLE', 60_001, 2],
    ['that took too long', new PlanningTimeoutError('late'), 'OPERATION_NOT_PLANNABLE', 59_999, 1],
    [
      'that took too long, a minute ago,',
      new PlanningTimeoutError('late'),
      'OPERATION_NOT_PLANNABLE',
      60_001,
      2,
    ],
    ['that were not tried', new PlannerUnavailableError('full'), 'PLANNER_UNAVAILABLE', 0, 2],
  ])('%s are refused, and are asked for again only then', async (...[, error, code, later, times]) => {
    planner = fails(error);
    expect(await codeOf('{ a }')).toBe(code);
    planner = () => Promise.resolve({ kind: 'QueryPlan' });
    now += later;
    expect(await codeOf('{ a }')).toBe(times === 1 ? code : 'planned');
    expect(asked).toHaveLength(times);
    expect(failures).toEqual([error]);
  });

  it('are remembered for good when they come after a refusal', async () => {
    planner = fails(new Error('no'));
    await codeOf('{ a }');
    planner = () => Promise.resolve({ kind: 'QueryPlan' });
    now += 60_001;
    await codeOf('{ a }');
    now += 60_001;
    expect(await codeOf('{ a }')).toBe('planned');
    expect(asked).toHaveLength(2);
  });
});
