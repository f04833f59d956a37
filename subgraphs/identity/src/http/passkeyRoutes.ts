import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { errors } from '../errors.js';
import type { SignedInCaller } from '../operations/auditOwnSignIn.js';
import { beginPasskeyRegistration } from '../operations/beginPasskeyRegistration.js';
import { beginPasskeySignIn } from '../operations/beginPasskeySignIn.js';
import { nameField } from '../operations/inputFields.js';
import { registerPasskey } from '../operations/registerPasskey.js';
import type { OwnSessionId } from '../operations/requireFreshSignIn.js';
import { resolveSession } from '../operations/resolveSession.js';
import type { Services } from '../operations/Services.js';
import { signInWithPasskey } from '../operations/signInWithPasskey.js';
import { browserOfCookies, challengeCookie } from '../rules/challengeCookie.js';
import { parseCredential } from '../rules/credentialFormat.js';
import { sessionOfCookies } from '../rules/sessionCookie.js';
import { addCookie, answerSignedIn } from './answerSignedIn.js';
import { authenticationResponseSchema, registrationResponseSchema } from './passkeyResponses.js';
import { requireOwnJson } from './requireOwnJson.js';
import { sourceOf } from './sourceOf.js';

const registrationSchema = z.object({ name: nameField, response: registrationResponseSchema });
const assertionSchema = z.object({ response: authenticationResponseSchema });

/**
 * Passkeys in browsers, two steps each: `options` answers what the browser's `navigator.credentials` needs and sets a cookie that
 * ties the challenge to this browser; `verify` takes `{response}` as it came. Registering needs a session, signing in begins one.
 */
export function addPasskeyRoutes(app: FastifyInstance, services: Services): void {
  const secure = services.publicUrl.startsWith('https:');
  const { origins } = services.relyingParty;

  app.post('/auth/passkeys/register/options', async (request, reply) => {
    requireOwnJson(request, origins);
    const caller = await signedInCaller(services, request);
    const { options, browser } = await beginPasskeyRegistration(services, caller);
    addCookie(reply, challengeCookie(browser, { secure }));
    return options;
  });

  app.post('/auth/passkeys/register/verify', async (request, reply) => {
    requireOwnJson(request, origins);
    const caller = await signedInCaller(services, request);
    const added = {
      ...bodyOf(request, registrationSchema),
      browser: browserOfCookies(request.headers.cookie),
    };
    const { passkey, recoveryCodes } = await registerPasskey(services, caller, added);
    addCookie(reply, challengeCookie('', { secure }));
    return { passkey: { id: passkey.id, name: passkey.name }, recoveryCodes };
  });

  app.post('/auth/passkeys/sign-in/options', async (request, reply) => {
    requireOwnJson(request, origins);
    const { options, browser } = await beginPasskeySignIn(services, sourceOf(request));
    addCookie(reply, challengeCookie(browser, { secure }));
    return options;
  });

  app.post('/auth/passkeys/sign-in/verify', async (request, reply) => {
    requireOwnJson(request, origins);
    const { response } = bodyOf(request, assertionSchema);
    const attempt = { source: sourceOf(request), trace: request.trace };
    const browser = browserOfCookies(request.headers.cookie);
    const signedIn = await signInWithPasskey(services, attempt, { response, browser });
    addCookie(reply, challengeCookie('', { secure }));
    return answerSignedIn(services, { request, reply }, signedIn);
  });
}

function bodyOf<Body>(request: FastifyRequest, schema: z.ZodType<Body>): Body {
  const body = schema.safeParse(request.body);
  if (!body.success) throw errors.BAD_REQUEST();
  return body.data;
}

/** Whose session the cookie holds. Throws UNAUTHENTICATED or SESSION_ENDED. */
async function signedInCaller(
  services: Services,
  request: FastifyRequest,
): Promise<SignedInCaller & OwnSessionId> {
  const credential = parseCredential(sessionOfCookies(request.headers.cookie) ?? '');
  if (credential.kind !== 'SESSION') throw errors.UNAUTHENTICATED();
  const { sub, community } = await resolveSession(services, credential, null);
  return { personId: sub, community, sessionId: credential.sessionId, trace: request.trace };
}
