const general = 'Signing in did not work. Try again, or use another way.';

const sentences: ReadonlyMap<string, string> = new Map([
  ['OIDC_DENIED', 'The other site did not sign you in. If you stopped it yourself, just begin again.'],
  ['OIDC_STATE_INVALID', 'This took longer than ten minutes, or began in another browser. Begin again here.'],
  ['OIDC_STATE_USED', 'This sign-in was finished already. Begin again if you are not signed in.'],
  [
    'OIDC_NOT_A_MEMBER',
    'The community admits only its members with this account, and none has linked it yet. Members sign in another way first, and link it under “Your account”.',
  ],
  [
    'OIDC_DOMAIN_REFUSED',
    'The community admits only proven e-mail addresses of certain domains. Use your account of one of them.',
  ],
  [
    'OIDC_ACCOUNT_TAKEN',
    'That account is linked to another person here. Sign in with it instead, or link another one.',
  ],
  ['OIDC_ISSUER_NOT_FOUND', 'The community does not sign people in with that site, or does so no longer.'],
  [
    'OIDC_ISSUER_UNREACHABLE',
    'The other site cannot be reached at the moment. Try again later, or use another way.',
  ],
  [
    'OIDC_ISSUER_INVALID',
    'The other site is not set up as it should be. Tell the people who run the community.',
  ],
  [
    'OIDC_RESPONSE_INVALID',
    'The other site answered what cannot be believed. Try again; if it stays so, tell the people who run the community.',
  ],
  ['SIGN_IN_FROM_ELSEWHERE', 'A link of another site led here. Begin to sign in on this page.'],
  [
    'TOO_MANY_COMMUNITIES',
    'You belong to as many communities as a person can. Leave one before you join another.',
  ],
  ['TOO_MANY_LINKED_ACCOUNTS', 'You have linked as many accounts as a person can. Unlink one first.'],
  ['RATE_LIMITED', 'There have been too many attempts from where you are. Wait a minute, then try again.'],
  ['UNAUTHENTICATED', 'You were not signed in any more. Sign in, then link the account.'],
  ['SESSION_ENDED', 'You were signed out meanwhile. Sign in, then link the account.'],
  [
    'FRESH_SIGN_IN_REQUIRED',
    'You signed in a while ago. Sign in again, then link the account within 15 minutes.',
  ],
  ['COMMUNITY_FORBIDDEN', 'Only members of the community can link an account there.'],
  ['MEMBER_NOT_FOUND', 'Only members of the community can link an account there, and you are one no longer.'],
  ['INTERNAL_SERVER_ERROR', 'Something broke on our side. Try again later, or use another way.'],
]);

/**
 * What to tell somebody whom a sign-in at an issuer led back with `?error=CODE`: a sentence of ours, never text of the address, which
 * anybody can have written. Null when there is no code.
 */
export function describeIssuerError(search: string): string | null {
  const code = new URLSearchParams(search).get('error');
  return code === null ? null : (sentences.get(code) ?? general);
}
