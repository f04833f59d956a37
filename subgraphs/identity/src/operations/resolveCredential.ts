import type { CredentialQuestion, ResolvedCredential } from '@ai-collective/contracts';
import { errors } from '../errors.js';
import { parseCredential } from '../rules/credentialFormat.js';
import { resolveApiKey } from './resolveApiKey.js';
import { resolveAccessToken, resolveSession } from './resolveSession.js';
import type { Services } from './Services.js';

/**
 * Whose credential is this, in which community? Nothing is told of a credential that is not genuine.
 * Throws UNAUTHENTICATED, API_KEY_EXPIRED, API_KEY_REVOKED, ACCESS_TOKEN_EXPIRED, SESSION_ENDED or COMMUNITY_FORBIDDEN.
 */
export function resolveCredential(
  services: Services,
  question: CredentialQuestion,
): Promise<ResolvedCredential> {
  const parsed = parseCredential(question.credential);
  switch (parsed.kind) {
    case 'API_KEY':
      return resolveApiKey(services, parsed, question.community);
    case 'SESSION':
      return resolveSession(services, parsed, question.community);
    case 'ACCESS_TOKEN':
      return resolveAccessToken(services, parsed.token, question.community);
    case 'UNKNOWN':
      return Promise.reject(errors.UNAUTHENTICATED());
  }
}
