import { CollectedMetrics, startMetricsServer } from '@ai-collective/platform/metrics';
import type { HttpServer, Logger } from '@ai-collective/platform/runtime';
import type { DispatcherConfig } from '../config.js';
import type { DispatchContext } from '../DispatchContext.js';
import { deviceStates, fleetFigures, type FleetFigures } from './fleetFigures.js';

/** Serves the dispatcher's metrics when a port is configured; undefined otherwise. Rejects with PORT_TAKEN. */
export async function serveMetrics(
  { METRICS_HOST: host, METRICS_PORT: port }: Pick<DispatcherConfig, 'METRICS_HOST' | 'METRICS_PORT'>,
  log: Logger,
  context: DispatchContext,
): Promise<HttpServer | undefined> {
  if (port === undefined) return undefined;
  const server = await startMetricsServer({ host, port, log, registry: dispatchMetrics(context).registry });
  log.info({ url: `${server.url}/metrics` }, 'metrics are served');
  return server;
}

/** What a dispatcher tells of its queues, leases, devices and results. */
export function dispatchMetrics(context: DispatchContext): CollectedMetrics {
  const metrics = new CollectedMetrics();
  addFleets(metrics, context);
  addEnds(metrics, context);
  metrics.addGauge({
    name: 'dispatcher_unpublished_events',
    help: 'Events that the broker has not confirmed yet.',
    labels: [],
    read: () => [{ labels: {}, value: context.publisher.pending }],
  });
  return metrics;
}

const gauges = [
  ['waiting_tasks', 'waiting', 'Tasks that wait here for a device.'],
  ['leased_tasks', 'leased', 'Tasks that a device has.'],
  ['oldest_waiting_seconds', 'oldestWaitingSeconds', 'Since the task came that waits here the longest.'],
] as const satisfies readonly (readonly [string, keyof FleetFigures, string])[];

function addFleets(metrics: CollectedMetrics, context: DispatchContext): void {
  for (const [name, field, help] of gauges)
    metrics.addGauge({
      name: `dispatcher_${name}`,
      help,
      labels: ['fleet'],
      read: () =>
        fleetFigures(context).map(({ fleetId: fleet, [field]: value }) => ({ labels: { fleet }, value })),
    });
  metrics.addGauge({
    name: 'dispatcher_devices',
    help: 'Devices that are connected, by what they do.',
    labels: ['fleet', 'state'],
    read: () =>
      fleetFigures(context).flatMap(({ fleetId: fleet, devices }) =>
        deviceStates.map((state) => ({ labels: { fleet, state }, value: devices[state] })),
      ),
  });
}

function addEnds(metrics: CollectedMetrics, { counts }: DispatchContext): void {
  metrics.addCounter({
    name: 'dispatcher_leases_total',
    help: 'Leases made.',
    labels: [],
    read: () => [{ labels: {}, value: counts.leases }],
  });
  metrics.addCounter({
    name: 'dispatcher_attempts_total',
    help: 'Attempts that ended, by outcome, and by code where it is one of ours.',
    labels: ['outcome', 'code'],
    read: () => [...counts.ends()].map(({ attempts, ...labels }) => ({ labels, value: attempts })),
  });
  metrics.addCounter({
    name: 'dispatcher_refused_devices_total',
    help: 'Devices that were not let in, by reason.',
    labels: ['reason'],
    read: () => [...counts.refusals()].map(([reason, value]) => ({ labels: { reason }, value })),
  });
}
