import { Registry } from 'prom-client';
import { startHttpServer, type HttpServer } from '../http/startHttpServer.js';
import type { Logger } from '../telemetry/createLogger.js';
import { processMetrics } from './processMetrics.js';

export interface MetricsServerSettings {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: Logger;
  /** The service's own metrics; those of the process are added. */
  readonly registry: Registry;
}

/**
 * Serves `/metrics` in the text format of Prometheus, on a port of its own: metrics name communities, so whoever may call
 * the service may not therefore read them. Rejects with PORT_TAKEN.
 */
export function startMetricsServer({
  host,
  port,
  log,
  registry,
}: MetricsServerSettings): Promise<HttpServer> {
  const all = Registry.merge([processMetrics(), registry]);
  return startHttpServer({
    ...{ host, port, log },
    readiness: [],
    routes: (app) => {
      app.get('/metrics', async (_request, reply) => reply.type(all.contentType).send(await all.metrics()));
    },
  });
}
