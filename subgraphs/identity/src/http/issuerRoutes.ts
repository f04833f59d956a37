import { AppError } from '@ai-collective/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { errors } from '../errors.js';
import { beginIssuerSignIn } from '../operations/beginIssuerSignIn.js';
import { finishIssuerSignIn, isLinkingAccount } from '../operations/finishIssuerSignIn.js';
import { sessionSeconds } from '../operations/openSession.js';
import type { Services } from '../operations/Services.js';
import { localPathOf } from '../rules/localPath.js';
import { sessionCookie, sessionOfCookies } from '../rules/sessionCookie.js';
import { stateCookie, stateOfCookies } from '../rules/stateCookie.js';
import { requireOwnSite } from './requireOwnSite.js';
import { sourceOf } from './sourceOf.js';

const word = z.string().min(1).max(100);
const startSchema = z.object({
  community: word,
  issuer: word,
  next: z.string().optional(),
  link: z.literal('true').optional(),
});
const isLinkSchema = z.object({ link: z.literal('true') });
const callbackSchema = z.object({ issuer: word });
const longestQuery = 8_192;

/**
 * Signing in at an issuer. `GET /auth/oidc/start` sends the browser there, `GET /auth/oidc/callback/<issuer id>` takes it back, begins
 * a session in place of the one the browser had, and goes on to `next`. Whatever fails leads to `/sign-in/?error=CODE`, or to
 * `/account/?error=CODE` when an account was to be linked, and can be tried again from the start.
 */
export function addIssuerRoutes(app: FastifyInstance, services: Services): void {
  const secure = services.publicUrl.startsWith('https:');
  const options = { exposeHeadRoute: false };

  app.get('/auth/oidc/start', options, (request, reply) =>
    redirecting(
      { request, reply, page: pageFor(isLinkSchema.safeParse(request.query).success) },
      async () => {
        requireOwnSite(request);
        const { community, issuer, next, link } = parsed(startSchema, request.query);
        const { url, sealedState } = await beginIssuerSignIn(services, {
          community,
          issuerId: issuer,
          next: localPathOf(next),
          credential: sessionOfCookies(request.headers.cookie),
          isLinking: link !== undefined,
          source: sourceOf(request),
        });
        void reply.header('set-cookie', stateCookie(sealedState, secure));
        return url;
      },
    ),
  );

  app.get('/auth/oidc/callback/:issuer', options, (request, reply) => {
    const sealedState = stateOfCookies(request.headers.cookie, secure);
    const page = pageFor(isLinkingAccount(services, sealedState));
    return redirecting({ request, reply, page }, async () => {
      void reply.header('set-cookie', stateCookie(null, secure));
      const { next, credential } = await finishIssuerSignIn(services, {
        issuerId: parsed(callbackSchema, request.params).issuer,
        query: queryOf(request),
        sealedState,
        trace: request.trace,
      });
      if (credential !== null)
        void reply.header('set-cookie', sessionCookie(credential, { maxAgeSeconds: sessionSeconds, secure }));
      return next;
    });
  });
}

/** Where failures are told: whoever links an account is signed in. */
function pageFor(isLinking: boolean): string {
  return isLinking ? '/account/' : '/sign-in/';
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly page: string;
}

/** Sends the browser to where the work says, or to the page with the code of what went wrong. */
async function redirecting(
  { request, reply, page }: Exchange,
  work: () => Promise<string>,
): Promise<FastifyReply> {
  void reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
  try {
    return await reply.redirect(await work(), 303);
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'INTERNAL_SERVER_ERROR';
    if (error instanceof AppError)
      request.log.warn({ code, reason: reasonOf(error) }, 'a sign-in at an issuer failed');
    else request.log.error({ err: error }, 'a sign-in at an issuer failed');
    return await reply.redirect(`${page}?error=${code}`, 303);
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const answer = schema.safeParse(value);
  if (!answer.success) throw errors.BAD_REQUEST();
  return answer.data;
}

function queryOf({ url }: FastifyRequest): string {
  const query = url.slice(url.indexOf('?') + 1);
  if (!url.includes('?') || query.length > longestQuery) throw errors.BAD_REQUEST();
  return query;
}

function reasonOf({ cause }: AppError): string | undefined {
  return cause instanceof Error ? cause.message : undefined;
}
