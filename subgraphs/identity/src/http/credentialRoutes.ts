import {
  credentialQuestionsSchema,
  credentialResolutionPath,
  passportHeader,
  type CredentialAnswer,
  type CredentialQuestion,
} from '@ai-collective/contracts';
import { AppError, type PassportVerifier } from '@ai-collective/platform';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { errors } from '../errors.js';
import { resolveCredential } from '../operations/resolveCredential.js';
import type { Services } from '../operations/Services.js';

/**
 * The gateway's door: `POST /credentials/resolve`, with a passport of kind GATEWAY and no other. Each question has an answer
 * of its own, in the same place.
 */
export function addCredentialRoutes(
  app: FastifyInstance,
  services: Services,
  verifyPassport: PassportVerifier,
): void {
  app.post(credentialResolutionPath, async (request) => {
    const passport = await verifyPassport(request.headers[passportHeader]);
    if (passport.kind !== 'GATEWAY') throw errors.GATEWAY_ONLY();
    const asked = credentialQuestionsSchema.safeParse(request.body);
    if (!asked.success) throw errors.BAD_REQUEST();
    const answer = answering(services, request.log);
    return { answers: await Promise.all(asked.data.questions.map(answer)) };
  });
}

function answering(
  services: Services,
  log: FastifyBaseLogger,
): (question: CredentialQuestion) => Promise<CredentialAnswer> {
  return async (question) => {
    try {
      return { principal: await resolveCredential(services, question) };
    } catch (error) {
      if (!(error instanceof AppError)) {
        log.error({ err: error }, 'a credential could not be looked up');
        return { refusal: unknown };
      }
      const { status, code, message } = error;
      return { refusal: { status, code, message } };
    }
  };
}

const unknown = {
  status: 500,
  code: 'INTERNAL_SERVER_ERROR',
  message: 'Something went wrong on our side.',
};
