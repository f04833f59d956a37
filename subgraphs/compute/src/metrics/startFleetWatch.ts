import { CollectedMetrics, startMetricsServer } from '@ai-collective/platform/metrics';
import type { ComputeConfig } from '../config.js';
import type { ComputeServices } from '../operations/ComputeServices.js';
import { loadFleetLoads, type FleetLoad } from '../operations/fleets/loadFleetLoads.js';
import { sampleFleets } from '../operations/fleets/sampleFleets.js';
import { startSweeper } from '../startSweeper.js';
import { exportFleets, mostFleetsNamed } from './exportFleets.js';

const everyMs = 15_000;

/** The running watch over fleets. */
export interface FleetWatch {
  /** Where metrics are served; undefined when they are not. */
  readonly metricsUrl: string | undefined;
  close(): Promise<void>;
}

/**
 * Looks at the fleets every 15 seconds, and serves what was found as metrics when a port is configured. Rejects with PORT_TAKEN.
 */
export async function startFleetWatch(
  services: ComputeServices,
  { METRICS_HOST: host, METRICS_PORT: port }: Pick<ComputeConfig, 'METRICS_HOST' | 'METRICS_PORT'>,
): Promise<FleetWatch> {
  const { database, log } = services;
  let loads: readonly FleetLoad[] = [];
  const metrics = new CollectedMetrics();
  exportFleets(metrics, () => loads);
  const server =
    port === undefined
      ? undefined
      : await startMetricsServer({ host, port, log, registry: metrics.registry });
  const sweeper = startSweeper({
    everyMs,
    name: 'looking at the fleets',
    round: async () => {
      await sampleFleets(services);
      if (server !== undefined) loads = await loadFleetLoads(database, mostFleetsNamed);
    },
    log,
  });
  if (server !== undefined) log.info({ url: `${server.url}/metrics` }, 'metrics are served');
  return {
    metricsUrl: server?.url,
    close: async () => {
      await sweeper.close();
      await server?.close();
    },
  };
}
