import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { errors } from '../errors.js';
import { endSession } from '../operations/endSessions.js';
import { redeemSignInCode } from '../operations/redeemSignInCode.js';
import type { Services } from '../operations/Services.js';
import { signInWithRecoveryCode } from '../operations/signInWithRecoveryCode.js';
import { sessionCookie, sessionOfCookies } from '../rules/sessionCookie.js';
import { addCookie, answerSignedIn } from './answerSignedIn.js';
import { requireOwnJson } from './requireOwnJson.js';
import { sourceOf } from './sourceOf.js';

const codeSchema = z.object({ code: z.string().min(1).max(200) });

/**
 * The browser's doors: `POST /auth/redeem` trades the code of a link for a session cookie, `POST /auth/recovery` a recovery code,
 * and `POST /auth/sign-out` ends the session. They take only JSON, and from browsers only that of our own pages.
 */
export function addSignInRoutes(app: FastifyInstance, services: Services): void {
  const secure = services.publicUrl.startsWith('https:');
  const tradeCode = { '/auth/redeem': redeemSignInCode, '/auth/recovery': signInWithRecoveryCode };

  for (const [path, trade] of Object.entries(tradeCode))
    app.post(path, async (request, reply) => {
      requireOwnJson(request, services.relyingParty.origins);
      const body = codeSchema.safeParse(request.body);
      if (!body.success) throw errors.BAD_REQUEST();
      const attempt = { source: sourceOf(request), trace: request.trace };
      const signedIn = await trade(services, attempt, body.data.code);
      return answerSignedIn(services, { request, reply }, signedIn);
    });

  app.post('/auth/sign-out', async (request, reply) => {
    requireOwnJson(request, services.relyingParty.origins);
    const credential = sessionOfCookies(request.headers.cookie);
    if (credential !== undefined) await endSession(services, request.trace, credential);
    addCookie(reply, sessionCookie('', { maxAgeSeconds: 0, secure }));
    return { signedOut: true };
  });
}
