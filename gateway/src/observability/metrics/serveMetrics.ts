import { CollectedMetrics, startMetricsServer } from '@ai-collective/platform/metrics';
import type { HttpServer, Logger } from '@ai-collective/platform/runtime';
import type { GatewayConfig } from '../../config.js';
import type { VariantStats } from '../../variants/VariantStats.js';
import { engineTotals } from './engineTotals.js';
import { exportCommunities } from './exportCommunities.js';
import { exportSubgraphs } from './exportSubgraphs.js';
import { exportTotals } from './exportTotals.js';
import type { GatewayMetrics } from './GatewayMetrics.js';
import { variantTotals } from './variantTotals.js';

export interface ServeMetricsSettings {
  readonly config: Pick<GatewayConfig, 'METRICS_HOST' | 'METRICS_PORT'>;
  readonly log: Logger;
  readonly metrics: GatewayMetrics;
  /** Absent where there is one supergraph for all. */
  readonly variantStats?: () => VariantStats;
}

/** Serves the gateway's metrics when a port is configured; undefined otherwise. Rejects with PORT_TAKEN. */
export async function serveMetrics(settings: ServeMetricsSettings): Promise<HttpServer | undefined> {
  const { config, log, metrics, variantStats } = settings;
  const { METRICS_HOST: host, METRICS_PORT: port } = config;
  if (port === undefined) return undefined;
  const collected = new CollectedMetrics();
  exportCommunities(collected, metrics.communities);
  exportSubgraphs(collected, metrics.subgraphs);
  exportTotals(collected, [
    ...engineTotals(metrics.engine),
    ...(variantStats === undefined ? [] : variantTotals(variantStats)),
  ]);
  const server = await startMetricsServer({ host, port, log, registry: collected.registry });
  log.info({ url: `${server.url}/metrics` }, 'metrics are served');
  return server;
}
