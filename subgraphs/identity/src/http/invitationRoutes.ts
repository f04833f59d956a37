import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { errors } from '../errors.js';
import { openInvitedAccount } from '../operations/openInvitedAccount.js';
import type { Services } from '../operations/Services.js';
import { answerSignedIn } from './answerSignedIn.js';
import { requireOwnJson } from './requireOwnJson.js';
import { sourceOf } from './sourceOf.js';

const acceptanceSchema = z.object({ code: z.string().min(1).max(200), name: z.string().max(1_000) });

/** `POST /auth/invitations/accept`: opens an account for somebody new, and signs them in. Takes only JSON, and from browsers only that of our own pages. */
export function addInvitationRoutes(app: FastifyInstance, services: Services): void {
  app.post('/auth/invitations/accept', async (request, reply) => {
    requireOwnJson(request, services.relyingParty.origins);
    const body = acceptanceSchema.safeParse(request.body);
    if (!body.success) throw errors.BAD_REQUEST();
    const attempt = { source: sourceOf(request), trace: request.trace };
    const signedIn = await openInvitedAccount(services, attempt, body.data);
    return answerSignedIn(services, { request, reply }, signedIn);
  });
}
