import { credentialQuestionSchema, credentialResolutionPath, passportHeader } from '@ai-collective/contracts';
import type { PassportVerifier } from '@ai-collective/platform';
import type { FastifyInstance } from 'fastify';
import { errors } from '../errors.js';
import { resolveCredential } from '../operations/resolveCredential.js';
import type { Services } from '../operations/Services.js';

/** The gateway's door: `POST /credentials/resolve`, with a passport of kind GATEWAY and no other. */
export function addCredentialRoutes(
  app: FastifyInstance,
  services: Services,
  verifyPassport: PassportVerifier,
): void {
  app.post(credentialResolutionPath, async (request) => {
    const passport = await verifyPassport(request.headers[passportHeader]);
    if (passport.kind !== 'GATEWAY') throw errors.GATEWAY_ONLY();
    const question = credentialQuestionSchema.safeParse(request.body);
    if (!question.success) throw errors.BAD_REQUEST();
    return resolveCredential(services, question.data);
  });
}
