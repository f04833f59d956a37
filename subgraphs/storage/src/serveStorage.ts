import { auditDenials, startSubgraph, type HttpServer, type ReadinessCheck } from '@ai-collective/platform';
import { addBlobRoute } from './http/blobRoute.js';
import type { HttpParts } from './http/HttpParts.js';
import { addUploadRoute } from './http/uploadRoute.js';
import { serviceName } from './operations/serviceName.js';
import { BlobLoader } from './resolvers/BlobLoader.js';
import { BlobResolver } from './resolvers/BlobResolver.js';
import { createReferenceResolvers, resolverClasses } from './schema.js';

/** Where to listen, and who is let in. */
export interface ServeSettings {
  readonly host: string;
  readonly port: number;
  readonly jwks: string;
  readonly readiness: readonly ReadinessCheck[];
}

/** Serves GraphQL, uploads, downloads and health over one port, with parts that are already working. */
export function serveStorage(parts: HttpParts, settings: ServeSettings): Promise<HttpServer> {
  const loader = new BlobLoader(parts);
  return startSubgraph({
    ...settings,
    name: serviceName,
    log: parts.log,
    resolvers: resolverClasses,
    container: new Map([[BlobResolver, new BlobResolver(parts, loader)]]),
    referenceResolvers: createReferenceResolvers(loader),
    recordDenial: auditDenials(parts.database, serviceName),
    routes: async (app) => {
      await addUploadRoute(app, parts);
      addBlobRoute(app, parts);
    },
  });
}
