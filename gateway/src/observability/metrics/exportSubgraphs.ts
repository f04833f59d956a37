import type { CollectedMetrics, Sample } from '@ai-collective/platform/metrics';
import type { SubgraphTallies } from './SubgraphTallies.js';
import type { SubgraphTally } from './SubgraphTally.js';

const states = ['closed', 'half-open', 'open'] as const;

/** Exports what subgraphs were asked. */
export function exportSubgraphs(metrics: CollectedMetrics, tallies: SubgraphTallies): void {
  metrics.addCounter<'subgraph' | 'outcome'>({
    name: 'gateway_subgraph_calls_total',
    help: 'Calls that operations made to a subgraph, shared and refused ones included, by how they ended.',
    labels: ['subgraph', 'outcome'],
    read: () => callsOf(tallies),
  });
  metrics.addDurations({
    name: 'gateway_subgraph_call_duration_seconds',
    help: 'Time that calls took which were answered.',
    labels: ['subgraph'],
    read: () => one(tallies, ({ durations }) => durations),
  });
  metrics.addCounter({
    name: 'gateway_subgraph_calls_shared_total',
    help: "Calls that were answered by another one's, identical and under way.",
    labels: ['subgraph'],
    read: () => one(tallies, ({ shared }) => shared),
  });
  metrics.addCounter({
    name: 'gateway_subgraph_retries_total',
    help: 'Queries that were sent once more, since the connection broke before anything came back.',
    labels: ['subgraph'],
    read: () => one(tallies, ({ retried }) => retried),
  });
  metrics.addGauge({
    name: 'gateway_subgraph_open_subscriptions',
    help: 'Subscriptions that executions have open at a subgraph; some may share an upstream.',
    labels: ['subgraph'],
    read: () => one(tallies, ({ openSubscriptions }) => openSubscriptions),
  });
  exportCircuits(metrics, tallies);
}

function exportCircuits(metrics: CollectedMetrics, tallies: SubgraphTallies): void {
  metrics.addGauge<'subgraph' | 'state'>({
    name: 'gateway_subgraph_circuit_state',
    help: 'The state of the circuit breaker: 1 for the one it is in, 0 for the others.',
    labels: ['subgraph', 'state'],
    read: () => circuitsOf(tallies),
  });
  metrics.addCounter({
    name: 'gateway_subgraph_circuit_opened_total',
    help: 'How often the circuit breaker has opened.',
    labels: ['subgraph'],
    read: () => one(tallies, ({ circuitOpened }) => circuitOpened),
  });
}

function* one<Value>(
  tallies: SubgraphTallies,
  valueOf: (tally: SubgraphTally) => Value,
): Generator<Sample<'subgraph', Value>, void, undefined> {
  for (const [subgraph, tally] of tallies.entries()) yield { labels: { subgraph }, value: valueOf(tally) };
}

function* callsOf(tallies: SubgraphTallies): Generator<Sample<'subgraph' | 'outcome'>, void, undefined> {
  for (const [subgraph, { outcomes }] of tallies.entries())
    for (const [outcome, value] of outcomes) yield { labels: { subgraph, outcome }, value };
}

function* circuitsOf(tallies: SubgraphTallies): Generator<Sample<'subgraph' | 'state'>, void, undefined> {
  for (const [subgraph, { circuit }] of tallies.entries())
    for (const state of states) yield { labels: { subgraph, state }, value: state === circuit ? 1 : 0 };
}
