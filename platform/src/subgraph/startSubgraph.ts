import { passportHeader, type SubgraphName } from '@ai-collective/contracts';
import type { FastifyInstance } from 'fastify';
import type { NonEmptyArray } from 'type-graphql';
import { createPassportVerifier, type PassportVerifier } from '../authorization/PassportVerifier.js';
import { openVerificationKeys } from '../keys/openVerificationKeys.js';
import type { ReadinessCheck } from '../http/healthRoutes.js';
import { startHttpServer, type HttpServer } from '../http/startHttpServer.js';
import type { Logger } from '../telemetry/createLogger.js';
import { addGraphqlRoutes } from './graphqlRoutes.js';
import { buildFederatedSchema, type ReferenceResolvers, type ResolverClass } from './buildFederatedSchema.js';
import type { DenialRecorder, SubgraphContext } from './SubgraphContext.js';

export interface SubgraphSettings {
  readonly name: SubgraphName;
  readonly host: string;
  readonly port: number;
  /** The gateway's public keys: the URL where it publishes them, or a JSON Web Key Set as text. */
  readonly jwks: string;
  readonly log: Logger;
  /** type-graphql resolver classes. */
  readonly resolvers: NonEmptyArray<ResolverClass>;
  /** Instances of the resolver classes, by class. */
  readonly container: ReadonlyMap<unknown, unknown>;
  readonly referenceResolvers?: ReferenceResolvers<SubgraphContext>;
  readonly readiness: readonly ReadinessCheck[];
  /** Writes a denial to the audit log. */
  readonly recordDenial: DenialRecorder;
  /** Further routes; `verifyPassport` lets them ask for a passport too. */
  readonly routes?: (app: FastifyInstance, verifyPassport: PassportVerifier) => void | Promise<void>;
}

/** A passport with as many grants as one can have, of roles that allow everything, takes 40 KB. */
const largestHead = 65_536;

/**
 * Serves type-graphql resolvers as a federated subgraph at `/graphql` that accepts only a valid passport,
 * subscriptions over server-sent events at the same address, and health routes. It listens when it knows the gateway's keys,
 * or after ten seconds without.
 */
export async function startSubgraph(settings: SubgraphSettings): Promise<HttpServer> {
  const followed = await openVerificationKeys(settings.jwks, settings.log);
  try {
    const verifyPassport = createPassportVerifier({ audience: settings.name, jwks: followed.keys });
    const readiness = [...settings.readiness, ...followed.readiness];
    const server = await serve({ ...settings, readiness }, verifyPassport);
    const close = () => server.close().finally(() => followed.close());
    return { port: server.port, url: server.url, close };
  } catch (error) {
    await followed.close();
    throw error;
  }
}

async function serve(settings: SubgraphSettings, verifyPassport: PassportVerifier): Promise<HttpServer> {
  const { schema } = await buildFederatedSchema(settings);
  return startHttpServer({
    maxHeaderBytes: largestHead,
    host: settings.host,
    port: settings.port,
    log: settings.log,
    readiness: settings.readiness,
    routes: async (app) => {
      await addGraphqlRoutes(app, {
        schema,
        log: settings.log,
        recordDenial: settings.recordDenial,
        context: async (request) => ({
          passport: await verifyPassport(request.headers[passportHeader]),
          trace: request.trace,
          log: settings.log.child({ traceId: request.trace.traceId }),
          container: settings.container,
        }),
      });
      await settings.routes?.(app, verifyPassport);
    },
  });
}
