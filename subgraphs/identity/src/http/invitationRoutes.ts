import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { errors } from '../errors.js';
import { endSession } from '../operations/endSessions.js';
import { openInvitedAccount } from '../operations/openInvitedAccount.js';
import { sessionSeconds } from '../operations/openSession.js';
import type { Services } from '../operations/Services.js';
import { sessionCookie, sessionOfCookies } from '../rules/sessionCookie.js';
import { requireJson, setCookie, sourceOf } from './signInRoutes.js';

const acceptanceSchema = z.object({ code: z.string().min(1).max(200), name: z.string().max(1_000) });

/**
 * `POST /auth/invitations/accept`: opens an account for somebody new, and signs them in. Takes only JSON, which no form of another
 * site can send without the browser asking first. A session that the browser had is ended: it would be lost with its cookie.
 */
export function addInvitationRoutes(app: FastifyInstance, services: Services): void {
  const secure = services.publicUrl.startsWith('https:');

  app.post('/auth/invitations/accept', async (request, reply) => {
    requireJson(request);
    const body = acceptanceSchema.safeParse(request.body);
    if (!body.success) throw errors.BAD_REQUEST();
    const attempt = { source: sourceOf(request), trace: request.trace };
    const { person, community, credential } = await openInvitedAccount(services, attempt, body.data);
    const former = sessionOfCookies(request.headers.cookie);
    if (former !== undefined) await endSession(services, request.trace, former);
    setCookie(reply, sessionCookie(credential, { maxAgeSeconds: sessionSeconds, secure }));
    return {
      person: { id: person.id, name: person.name },
      community: community && { id: community.id, slug: community.slug, name: community.name },
    };
  });
}
