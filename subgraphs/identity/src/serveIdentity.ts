import {
  auditDenials,
  startSubgraph,
  type HttpServer,
  type Logger,
  type ReadinessCheck,
} from '@ai-collective/platform';
import type { IdentityConfig } from './config.js';
import { addCredentialRoutes } from './http/credentialRoutes.js';
import { addInvitationRoutes } from './http/invitationRoutes.js';
import { addIssuerListRoute } from './http/issuerListRoute.js';
import { addIssuerRoutes } from './http/issuerRoutes.js';
import { addDenialRoutes } from './http/denialRoutes.js';
import { addJwksRoutes } from './http/jwksRoutes.js';
import { addProgramRoutes } from './http/programRoutes.js';
import { addPasskeyRoutes } from './http/passkeyRoutes.js';
import { addSignInRoutes } from './http/signInRoutes.js';
import type { Services } from './operations/Services.js';
import { referenceResolvers } from './resolvers/referenceResolvers.js';
import { resolverClasses } from './schema.js';

/** Serves identity's GraphQL and HTTP routes over services that are already running. */
export function serveIdentity(
  config: Pick<IdentityConfig, 'HOST' | 'PORT' | 'PASSPORT_JWKS'>,
  services: Services,
  options: { readonly log: Logger; readonly readiness: readonly ReadinessCheck[] },
): Promise<HttpServer> {
  return startSubgraph({
    name: 'identity',
    host: config.HOST,
    port: config.PORT,
    jwks: config.PASSPORT_JWKS,
    log: options.log,
    resolvers: resolverClasses,
    container: new Map(resolverClasses.map((Resolver) => [Resolver, new Resolver(services)])),
    referenceResolvers: referenceResolvers(services),
    readiness: options.readiness,
    recordDenial: auditDenials(services.database, 'identity'),
    routes: (app, verifyPassport) => {
      addCredentialRoutes(app, services, verifyPassport);
      addDenialRoutes(app, services, verifyPassport);
      addSignInRoutes(app, services);
      addProgramRoutes(app, services);
      addPasskeyRoutes(app, services);
      addInvitationRoutes(app, services);
      addIssuerRoutes(app, services);
      addIssuerListRoute(app, services);
      addJwksRoutes(app, services);
    },
  });
}
