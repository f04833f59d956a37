import type { EngineCounters } from '../../engine/EngineCounters.js';
import type { Total } from './exportTotals.js';

/** What all engines did. */
export function engineTotals(counters: EngineCounters): readonly Total[] {
  return [
    {
      name: 'gateway_operations_shared_total',
      help: "Operations that were answered by another one's execution, identical and under way.",
      kind: 'counter',
      value: () => counters.sharedOperations,
    },
    {
      name: 'gateway_plan_hits_total',
      help: 'Operations whose plan was remembered.',
      kind: 'counter',
      value: () => counters.planHits,
    },
    {
      name: 'gateway_plan_misses_total',
      help: 'Operations whose plan had to be made.',
      kind: 'counter',
      value: () => counters.planMisses,
    },
    {
      name: 'gateway_plan_failures_total',
      help: 'Plans that could not be made.',
      kind: 'counter',
      value: () => counters.planFailures,
    },
    {
      name: 'gateway_planning_seconds_total',
      help: 'Time spent on making plans, waiting for the planner included.',
      kind: 'counter',
      value: () => counters.planningMs / 1_000,
    },
  ];
}
