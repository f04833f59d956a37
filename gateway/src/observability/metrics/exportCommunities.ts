import type { CollectedMetrics, Sample } from '@ai-collective/platform/metrics';
import type { CommunityTallies } from './CommunityTallies.js';
import type { CodeCounts, CommunityTally } from './CommunityTally.js';

type RequestLabel = 'community' | 'outcome' | 'code';

/** Exports what communities asked. */
export function exportCommunities(metrics: CollectedMetrics, tallies: CommunityTallies): void {
  metrics.addCounter<RequestLabel>({
    name: 'gateway_requests_total',
    help: 'Operations that were asked for, by how they ended; code is that of the first error.',
    labels: ['community', 'outcome', 'code'],
    read: () => eachOf(tallies, requestsOf),
  });
  metrics.addDurations({
    name: 'gateway_request_duration_seconds',
    help: 'Time from a request being read to its answer, of queries and mutations that were executed.',
    labels: ['community'],
    read: () => one(tallies, ({ durations }) => durations),
  });
  metrics.addCounter<'community' | 'found'>({
    name: 'gateway_documents_total',
    help: 'Documents that were asked for and found, by how: text, trusted, registered or untrusted.',
    labels: ['community', 'found'],
    read: () =>
      eachOf(tallies, (community, { documents }) =>
        Object.entries(documents).map(([found, value]) => ({ labels: { community, found }, value })),
      ),
  });
  exportSums(metrics, tallies);
  exportStreams(metrics, tallies);
}

function exportSums(metrics: CollectedMetrics, tallies: CommunityTallies): void {
  metrics.addCounter({
    name: 'gateway_operation_cost_estimated_total',
    help: 'Static costs of operations that were admitted, where costs are counted.',
    labels: ['community'],
    read: () => one(tallies, ({ estimatedCost }) => estimatedCost),
  });
  metrics.addCounter({
    name: 'gateway_operation_cost_actual_total',
    help: 'Costs of answers, where they are counted and reported.',
    labels: ['community'],
    read: () => one(tallies, ({ actualCost }) => actualCost),
  });
  metrics.addCounter({
    name: 'gateway_subscription_events_total',
    help: 'Events of subscriptions that were completed for a subscriber.',
    labels: ['community'],
    read: () => one(tallies, ({ events }) => events),
  });
}

function exportStreams(metrics: CollectedMetrics, tallies: CommunityTallies): void {
  metrics.addGauge({
    name: 'gateway_open_subscriptions',
    help: 'Subscriptions of clients that are open, over SSE and WebSockets.',
    labels: ['community'],
    read: () => one(tallies, ({ openSubscriptions }) => openSubscriptions),
  });
  metrics.addGauge({
    name: 'gateway_open_sockets',
    help: 'WebSockets of clients that are open and introduced.',
    labels: ['community'],
    read: () => one(tallies, ({ openSockets }) => openSockets),
  });
}

function* one<Value>(
  tallies: CommunityTallies,
  valueOf: (tally: CommunityTally) => Value,
): Generator<Sample<'community', Value>, void, undefined> {
  for (const [community, tally] of tallies.entries()) yield { labels: { community }, value: valueOf(tally) };
}

function* eachOf<Label extends string>(
  tallies: CommunityTallies,
  samplesOf: (community: string, tally: CommunityTally) => Iterable<Sample<Label>>,
): Generator<Sample<Label>, void, undefined> {
  for (const [community, tally] of tallies.entries()) yield* samplesOf(community, tally);
}

function requestsOf(community: string, tally: CommunityTally): readonly Sample<RequestLabel>[] {
  const plain = (outcome: string, value: number) => ({ labels: { community, outcome, code: '' }, value });
  const coded = (outcome: string, counts: CodeCounts) =>
    [...counts].map(([code, value]) => ({ labels: { community, outcome, code }, value }));
  return [
    plain('ok', tally.answered),
    plain('subscribed', tally.subscribed),
    plain('abandoned', tally.abandoned),
    plain('failed', tally.failed),
    ...coded('partial', tally.partial),
    ...coded('refused', tally.refused),
  ];
}
