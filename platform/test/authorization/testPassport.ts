import { passportIssuer, type PassportClaims } from '@ai-collective/contracts';

/** A developer's passport, changed where a test says so. */
export const testPassport = (claims: Partial<PassportClaims> = {}): PassportClaims => ({
  iss: passportIssuer,
  aud: 'compute',
  sub: 'per_1',
  kind: 'PERSON',
  community: 'com_1',
  ancestors: [],
  roles: ['DEVELOPER'],
  grants: [],
  scopes: null,
  policyVersion: 0,
  iat: 0,
  exp: 60,
  ...claims,
});
