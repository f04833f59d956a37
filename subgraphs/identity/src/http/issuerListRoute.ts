import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { errors } from '../errors.js';
import { listSignInIssuers } from '../operations/listSignInIssuers.js';
import type { Services } from '../operations/Services.js';
import { requireOwnSite } from './requireOwnSite.js';
import { sourceOf } from './sourceOf.js';

const querySchema = z.object({ community: z.string().min(1).max(100) });

/**
 * `GET /auth/oidc/issuers?community=SLUG`: `{issuers: [{id, displayName}]}`, for the sign-in page. Of a community that does not exist
 * the list is empty, as of one that trusts no issuer.
 */
export function addIssuerListRoute(app: FastifyInstance, services: Services): void {
  app.get('/auth/oidc/issuers', { exposeHeadRoute: false }, async (request, reply) => {
    requireOwnSite(request);
    const query = querySchema.safeParse(request.query);
    if (!query.success) throw errors.BAD_REQUEST();
    const { community } = query.data;
    const issuers = await listSignInIssuers(services, { community, source: sourceOf(request) });
    void reply.header('cache-control', 'private, max-age=60');
    return { issuers };
  });
}
