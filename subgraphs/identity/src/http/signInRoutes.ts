import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { errors } from '../errors.js';
import { endSession } from '../operations/endSessions.js';
import { sessionSeconds } from '../operations/openSession.js';
import { redeemSignInCode } from '../operations/redeemSignInCode.js';
import type { Services } from '../operations/Services.js';
import { sessionCookie, sessionOfCookies } from '../rules/sessionCookie.js';

const redemptionSchema = z.object({ code: z.string().min(1).max(200) });

/**
 * The browser's doors: `POST /auth/redeem` trades a code for a session cookie, `POST /auth/sign-out` ends it.
 * Both take only JSON, which no form of another site can send without the browser asking first.
 */
export function addSignInRoutes(app: FastifyInstance, services: Services): void {
  const secure = services.publicUrl.startsWith('https:');

  app.post('/auth/redeem', async (request, reply) => {
    requireJson(request);
    const body = redemptionSchema.safeParse(request.body);
    if (!body.success) throw errors.BAD_REQUEST();
    const attempt = { source: sourceOf(request), trace: request.trace };
    const { person, community, credential } = await redeemSignInCode(services, attempt, body.data.code);
    setCookie(reply, sessionCookie(credential, { maxAgeSeconds: sessionSeconds, secure }));
    return {
      person: { id: person.id, name: person.name },
      community: community && { id: community.id, slug: community.slug, name: community.name },
    };
  });

  app.post('/auth/sign-out', async (request, reply) => {
    requireJson(request);
    const credential = sessionOfCookies(request.headers.cookie);
    if (credential !== undefined) await endSession(services, request.trace, credential);
    setCookie(reply, sessionCookie('', { maxAgeSeconds: 0, secure }));
    return { signedOut: true };
  });
}

function requireJson(request: FastifyRequest): void {
  if (request.mediaType !== 'application/json') throw errors.JSON_REQUIRED();
}

/** Where an attempt comes from, as the gateway says, or else the other end of the connection. Only limits rates. */
export function sourceOf(request: FastifyRequest): string {
  const forwarded = request.headers['x-forwarded-for'];
  const nearest = (Array.isArray(forwarded) ? forwarded.join(',') : forwarded)?.split(',').at(-1)?.trim();
  return nearest === undefined || nearest === '' ? request.ip : nearest.slice(0, 64);
}

function setCookie(reply: FastifyReply, cookie: string): void {
  void reply.header('set-cookie', cookie).header('cache-control', 'no-store');
}
