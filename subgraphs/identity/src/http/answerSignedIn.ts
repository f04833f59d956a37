import type { FastifyReply, FastifyRequest } from 'fastify';
import { endSession } from '../operations/endSessions.js';
import { sessionSeconds } from '../operations/openSession.js';
import type { SignedIn } from '../operations/redeemSignInCode.js';
import type { Services } from '../operations/Services.js';
import { sessionCookie, sessionOfCookies } from '../rules/sessionCookie.js';

/** Whom a browser is told it signed in. */
interface SignedInAnswer {
  readonly person: { readonly id: string; readonly name: string };
  readonly community: { readonly id: string; readonly slug: string; readonly name: string } | null;
}

/**
 * Gives a browser its new session in place of the one it came with, which ends: nobody goes on in a session that others
 * may have given them.
 */
export async function answerSignedIn(
  services: Services,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { person, community, credential }: SignedIn,
): Promise<SignedInAnswer> {
  const former = sessionOfCookies(request.headers.cookie);
  if (former !== undefined) await endSession(services, request.trace, former);
  const secure = services.publicUrl.startsWith('https:');
  addCookie(reply, sessionCookie(credential, { maxAgeSeconds: sessionSeconds, secure }));
  return {
    person: { id: person.id, name: person.name },
    community: community && { id: community.id, slug: community.slug, name: community.name },
  };
}

/** Adds a cookie to an answer that nobody may keep. */
export function addCookie(reply: FastifyReply, cookie: string): void {
  void reply.header('set-cookie', cookie).header('cache-control', 'no-store');
}
