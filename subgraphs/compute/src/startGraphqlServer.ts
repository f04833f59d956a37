import { auditDenials, startSubgraph, type HttpServer, type ReadinessCheck } from '@ai-collective/platform';
import type { ComputeConfig } from './config.js';
import type { ComputeServices } from './operations/ComputeServices.js';
import { makeResolvers } from './resolvers/makeResolvers.js';
import { referenceResolvers } from './resolvers/referenceResolvers.js';
import { LoadersByRequest } from './resolvers/RequestLoaders.js';
import { resolverClasses } from './schema.js';

type ServerConfig = Pick<ComputeConfig, 'HOST' | 'PORT' | 'PASSPORT_JWKS'>;

/** Serves the compute subgraph over some services. */
export function startGraphqlServer(
  config: ServerConfig,
  services: ComputeServices,
  readiness: readonly ReadinessCheck[],
): Promise<HttpServer> {
  const loaders = new LoadersByRequest(services.database);
  return startSubgraph({
    name: 'compute',
    host: config.HOST,
    port: config.PORT,
    jwks: config.PASSPORT_JWKS,
    log: services.log,
    resolvers: resolverClasses,
    container: makeResolvers(services, loaders),
    referenceResolvers: referenceResolvers(services, loaders),
    recordDenial: auditDenials(services.database, 'compute'),
    readiness,
  });
}
