import {
  credentialChangesPath,
  credentialQuestionsSchema,
  credentialResolutionPath,
  type CredentialAnswer,
  type CredentialQuestion,
} from '@ai-collective/contracts';
import type { PassportVerifier } from '@ai-collective/platform';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Counts of what happened inside the subgraphs. */
export interface Counters {
  resolutions: number;
  /** Times identity said that it cannot answer. */
  refusals: number;
  openTicks: number;
  abortedSlow: number;
  /** What identity answers for Ada's credential from now on. */
  ada: 'known' | 'revoked' | 'unavailable';
}

export const credentials = {
  ada: 'token-of-ada',
  /** Known, but not a member of `other`. */
  stranger: 'token-of-stranger',
} as const;

/** What identity serves besides GraphQL. */
export function addIdentityDoors(app: FastifyInstance, verify: PassportVerifier, counters: Counters): void {
  app.post(credentialResolutionPath, async (request, reply) => {
    const passport = await verify(request.headers['x-aic-passport']);
    if (passport.kind !== 'GATEWAY') return reply.status(403).send({ code: 'FORBIDDEN', message: 'no' });
    const { questions } = credentialQuestionsSchema.parse(request.body);
    counters.resolutions += questions.length;
    return { answers: questions.map((question) => answerTo(question, counters)) };
  });
  // Everybody may have changed, at any time: so each answer is asked for again.
  app.post(credentialChangesPath, () => ({ next: '1', subjects: [], everybody: true }));
  app.get('/.well-known/jwks.json', () => ({ keys: [] }));
  app.all('/auth/*', (request, reply: FastifyReply) =>
    reply.header('set-cookie', ['a=1', 'b=2']).send({
      method: request.method,
      url: request.url,
      cookie: request.headers.cookie ?? null,
      body: request.body ?? null,
      passport: request.headers['x-aic-passport'] ?? null,
      from: request.headers['x-forwarded-for'] ?? null,
    }),
  );
}

function answerTo({ credential, community }: CredentialQuestion, counters: Counters): CredentialAnswer {
  const refused = (status: number, code: string, message: string) => ({ refusal: { status, code, message } });
  if (credential === credentials.stranger && community === 'other')
    return refused(403, 'NOT_A_MEMBER', 'You are not a member of that community.');
  if (credential === credentials.ada && counters.ada === 'unavailable') {
    counters.refusals++;
    return refused(503, 'UNAVAILABLE', 'Not now.');
  }
  if (credential === credentials.ada && counters.ada === 'revoked')
    return refused(401, 'API_KEY_REVOKED', 'The key has been revoked.');
  if (credential !== credentials.ada && credential !== credentials.stranger)
    return refused(401, 'SESSION_ENDED', 'The session has ended.');
  const principal = { sub: 'per_1', kind: 'PERSON', community: community ?? 'com_a' } as const;
  return {
    principal: { ...principal, ancestors: [], roles: ['OWNER'], grants: [], scopes: null, expiresAt: null },
  };
}
