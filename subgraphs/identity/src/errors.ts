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
  CLIENT_UNKNOWN: { status: 401, message: 'client_id must be one of a program known here, such as aic-cli.' },
  CLIENT_MISMATCH: { status: 400, message: 'This program may not ask for that.' },
  GRANT_TYPE_UNSUPPORTED: { status: 400, message: 'grant_type is none that is known here.' },
  REFRESH_TOKEN_INVALID: { status: 400, message: 'The refresh token is unknown or expired. Sign in again.' },
  REFRESH_TOKEN_REUSED: {
    status: 400,
    message: 'The refresh token was used before, so its session has been ended. Sign in again.',
  },
  TOO_MANY_DEVICE_REQUESTS: {
    status: 503,
    message: 'Too many terminals and machines are waiting to be approved. Try again in some minutes.',
  },
  DEVICE_CODE_INVALID: { status: 400, message: 'The device code is unknown or already used.' },
  DEVICE_CODE_EXPIRED: { status: 400, message: 'Nobody approved in time. Start again.' },
  AUTHORIZATION_PENDING: { status: 400, message: 'Nobody has approved yet.' },
  SLOW_DOWN: errorWith<{ intervalSeconds: number }>(
    400,
    ({ intervalSeconds }) => `Ask every ${intervalSeconds} s, not more often.`,
  ),
  ACCESS_DENIED: { status: 400, message: 'The request was denied.' },
  USER_CODE_INVALID: {
    status: 404,
    message: 'The code is unknown, expired or already answered. Check it, or start again on the device.',
  },
  ORIGIN_FORBIDDEN: {
    status: 403,
    message: 'This request comes from a page of another site. Open the address at which people sign in.',
  },
  PASSKEY_CHALLENGE_INVALID: {
    status: 401,
    message: 'This took too long, was done already, or began in another browser. Try again.',
  },
  PASSKEY_INVALID: { status: 401, message: 'This passkey could not be verified.' },
  PASSKEY_COUNTER_WENT_BACK: {
    status: 401,
    message: 'This passkey may have been copied, so it is refused. Sign in another way and remove it.',
  },
  PASSKEY_EXISTS: { status: 409, message: 'This passkey is registered already.' },
  PASSKEY_NOT_FOUND: { status: 404, message: 'You have no such passkey.' },
  TOO_MANY_PASSKEYS: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `A person can have ${limit} passkeys at most. Remove one first.`,
  ),
  LAST_SIGN_IN_METHOD: {
    status: 409,
    message:
      'This is the last way in that you have. Add a passkey, link an account or make recovery codes first.',
  },
  FRESH_SIGN_IN_REQUIRED: {
    status: 403,
    message: 'You signed in a while ago. Sign in again in the browser, then do this within 15 minutes.',
  },
  RECOVERY_CODE_INVALID: { status: 401, message: 'The recovery code is unknown, replaced or already used.' },
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
  TOO_MANY_CHILDREN: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `A community can have ${limit} communities directly inside it at most.`,
  ),
  NESTED_TOO_DEEP: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `Communities can lie inside one another ${limit} deep at most.`,
  ),
  ROLE_NOT_FOUND: { status: 404, message: 'The community has no such role of its own.' },
  ROLE_NAME_TAKEN: errorWith<{ name: string }>(409, ({ name }) => `There is a role ${name} already.`),
  TOO_MANY_ROLES: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `The community has ${limit} roles of its own, and cannot have more.`,
  ),
  SUBJECT_NOT_FOUND: { status: 404, message: 'The community has no such member or API key.' },
  GRANT_NOT_FOUND: { status: 404, message: 'There is no such grant.' },
  GRANT_WITHOUT_EFFECT: errorWith<{ scope: string }>(
    400,
    ({ scope }) => `Nothing that this role allows can be given for one thing of the kind ${scope} alone.`,
  ),
  TOO_MANY_GRANTS: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `They have been granted ${limit} roles already. Revoke some first.`,
  ),
  MEMBER_NOT_FOUND: { status: 404, message: 'This person is not a member of the community.' },
  OWN_MEMBERSHIP_REQUIRED: {
    status: 409,
    message:
      'A personal API key goes with a membership, and your roles here come from an outer community. ' +
      'Become a member here first, make the key in the outer community, or make one of this community.',
  },
  ACCOUNT_ENDED: { status: 409, message: 'The account that would own this has ended.' },
  ALREADY_A_MEMBER: errorWith<{ personId: string }>(
    409,
    () => 'This person is already a member of the community.',
  ),
  LAST_OWNER: errorWith<{ communities: string }>(
    409,
    ({ communities }) =>
      `A community keeps at least one owner. Make somebody else an owner first (of ${communities}).`,
  ),
  PERSON_REQUIRED: { status: 400, message: 'Say which person the sign-in link is for.' },
  SESSION_NOT_FOUND: { status: 404, message: 'There is no such session of yours, or it has ended.' },
  INVITATION_INVALID: {
    status: 404,
    message: 'The invitation is unknown, expired, withdrawn or already used. Ask for a new one.',
  },
  INVITATION_NOT_FOUND: { status: 404, message: 'There is no such invitation in this community.' },
  TOO_MANY_INVITATIONS: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `A community can have ${limit} open invitations at most. Revoke some first.`,
  ),
  CONFIRMATION_WRONG: {
    status: 400,
    message: 'This ends the account for good. Confirm it by giving your name exactly as it is kept.',
  },
  ACCOUNT_BUSY: {
    status: 409,
    message: 'This account is just being changed, or has ended already. Try again.',
  },
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
  DEVICE_KEY_UNPROVED: {
    status: 409,
    message:
      'The machine has not proved yet that it holds its key. It does so by itself: try again in some seconds.',
  },
  DEVICE_PROOF_INVALID: {
    status: 400,
    message: 'proof must be the device code signed with the key that shall be enrolled.',
  },
  FLEET_NOT_FOUND: {
    status: 404,
    message:
      'There is no such fleet in this community. If it was opened just now, try again in some seconds.',
  },
  ENROLLMENT_CLOSED: { status: 403, message: 'This fleet takes no more devices.' },
  FLEET_FULL: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `This fleet can have ${limit} devices at most, and has them.`,
  ),
  TOO_MANY_DEVICES: errorWith<{ limit: number }>(
    409,
    ({ limit }) => `One owner can have ${limit} devices in this fleet at most. Revoke or transfer one first.`,
  ),
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
