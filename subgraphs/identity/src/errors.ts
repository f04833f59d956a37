import { defineErrors, errorWith } from '@ai-collective/platform';

/** Every code identity can answer with, besides those of the platform (FORBIDDEN, PASSPORT_REQUIRED, …). */
export const errors = defineErrors({
  BAD_USER_INPUT: errorWith<{ field: string; problem: string }>(
    400,
    ({ field, problem }) => `${field === '' ? 'The input' : field}: ${problem}`,
  ),
  BAD_REQUEST: { status: 400, message: 'The request body is not what this address takes.' },
  JSON_REQUIRED: { status: 415, message: 'Send JSON, with content-type application/json.' },
  GATEWAY_ONLY: { status: 403, message: 'Only the gateway may ask this.' },
  UNAUTHENTICATED: { status: 401, message: 'The credential is not valid.' },
  API_KEY_EXPIRED: { status: 401, message: 'The API key has expired.' },
  API_KEY_REVOKED: { status: 401, message: 'The API key was revoked.' },
  ACCESS_TOKEN_EXPIRED: { status: 401, message: 'The access token has expired. Sign in again.' },
  SESSION_ENDED: { status: 401, message: 'The session has ended. Sign in again.' },
  SIGN_IN_CODE_INVALID: {
    status: 401,
    message: 'The sign-in link is unknown, expired or already used. Ask for a new one.',
  },
  RATE_LIMITED: errorWith<{ retryAfterSeconds: number }>(
    429,
    ({ retryAfterSeconds }) => `Too many failed attempts. Try again in ${retryAfterSeconds} s.`,
  ),
  COMMUNITY_FORBIDDEN: { status: 403, message: 'The credential does not belong to this community.' },
  COMMUNITY_NOT_FOUND: { status: 404, message: 'There is no such community, or you do not belong to it.' },
  SLUG_TAKEN: errorWith<{ slug: string }>(409, ({ slug }) => `The slug "${slug}" is taken.`),
  TOO_MANY_COMMUNITIES: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `A person can belong to ${limit} communities at most.`,
  ),
  MEMBER_NOT_FOUND: { status: 404, message: 'This person is not a member of the community.' },
  ALREADY_A_MEMBER: errorWith<{ personId: string }>(
    409,
    () => 'This person is already a member of the community.',
  ),
  LAST_OWNER: {
    status: 409,
    message: 'A community keeps at least one owner. Make somebody else an owner first.',
  },
  PERSON_REQUIRED: { status: 400, message: 'Say which person the sign-in link is for.' },
  API_KEY_NOT_FOUND: { status: 404, message: 'There is no such API key in this community.' },
  API_KEY_ENDED: {
    status: 409,
    message: 'The API key is revoked or expired and cannot be rotated. Create a new one.',
  },
  TOO_MANY_API_KEYS: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `A community can have ${limit} working API keys of its own at most. Revoke some first.`,
  ),
  DEVICE_NOT_FOUND: { status: 404, message: 'There is no such device in this community.' },
  DEVICE_REVOKED: {
    status: 409,
    message: 'This device key was revoked. Make a new key on the device and enroll it.',
  },
  SIGN_IN_FROM_ELSEWHERE: { status: 403, message: 'Begin to sign in at this address, not on another site.' },
  OIDC_ISSUER_NOT_FOUND: { status: 404, message: 'The community trusts no such issuer.' },
  OIDC_ISSUER_UNREACHABLE: { status: 502, message: 'The issuer cannot be reached. Try again later.' },
  OIDC_ISSUER_INVALID: errorWith<{ problem: string }>(
    400,
    ({ problem }) => `The issuer cannot be trusted: ${problem}`,
  ),
  OIDC_STATE_INVALID: {
    status: 400,
    message: 'This sign-in was not begun in this browser, or too long ago. Begin again.',
  },
  OIDC_STATE_USED: { status: 409, message: 'This sign-in was finished already. Begin again.' },
  OIDC_DENIED: { status: 403, message: 'The issuer did not sign you in. Begin again.' },
  OIDC_RESPONSE_INVALID: { status: 502, message: 'What the issuer answered does not hold. Begin again.' },
  OIDC_DOMAIN_REFUSED: {
    status: 403,
    message: 'The community admits only proven e-mail addresses of certain domains, and yours is not one.',
  },
  OIDC_NOT_A_MEMBER: {
    status: 403,
    message: 'The community admits only members, and none has linked this account.',
  },
  OIDC_ACCOUNT_TAKEN: { status: 409, message: 'This account is linked to somebody else.' },
  TOO_MANY_ISSUERS: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `A community can trust ${limit} issuers at most.`,
  ),
  TOO_MANY_LINKED_ACCOUNTS: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `A person can link ${limit} accounts at most.`,
  ),
  LINKED_ACCOUNT_NOT_FOUND: { status: 404, message: 'You have linked no such account.' },
  BOOTSTRAP_KEY_CONFLICT: {
    status: 500,
    message: 'BOOTSTRAP_API_KEY names a key that exists with another secret or in another community.',
  },
});
