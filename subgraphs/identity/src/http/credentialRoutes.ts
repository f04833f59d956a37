import {
  credentialChangesPath,
  credentialChangesQuestionSchema,
  credentialQuestionsSchema,
  credentialResolutionPath,
  passportHeader,
  type CredentialAnswer,
  type CredentialQuestion,
} from '@ai-collective/contracts';
import { AppError, type PassportVerifier } from '@ai-collective/platform';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { errors } from '../errors.js';
import { credentialChangesSince } from '../operations/credentialChangesSince.js';
import { resolveCredential } from '../operations/resolveCredential.js';
import type { Services } from '../operations/Services.js';

/**
 * The gateway's doors, which take a passport of kind GATEWAY and no other. `POST /credentials/resolve`: each question has an
 * answer of its own, in the same place. `POST /credentials/changes`: whose answers may no longer hold.
 */
export function addCredentialRoutes(
  app: FastifyInstance,
  services: Services,
  verifyPassport: PassportVerifier,
): void {
  const questionOf = async <Question>(request: FastifyRequest, schema: z.ZodType<Question>) => {
    const passport = await verifyPassport(request.headers[passportHeader]);
    if (passport.kind !== 'GATEWAY') throw errors.GATEWAY_ONLY();
    const asked = schema.safeParse(request.body);
    if (!asked.success) throw errors.BAD_REQUEST();
    return asked.data;
  };
  app.post(credentialResolutionPath, async (request) => {
    const { questions } = await questionOf(request, credentialQuestionsSchema);
    return { answers: await Promise.all(questions.map(answering(services, request.log))) };
  });
  app.post(credentialChangesPath, async (request) =>
    credentialChangesSince(services, await questionOf(request, credentialChangesQuestionSchema)),
  );
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
