import type { TestCommunity, TestIdentity } from '../startTestIdentity.js';
import { clientId, clientSecret } from './startTestIssuer.js';

/** What `trustIssuer` answers. */
export interface Trusted {
  readonly id: string;
  readonly redirectUri: string;
}

export const trustMutation = `mutation ($input: TrustIssuerInput!) {
  trustIssuer(input: $input) {
    id issuer clientId hasClientSecret displayName emailDomains defaultRoles redirectUri
  }
}`;

/** Everything a community says of an issuer, unless a test says otherwise. */
export function trustInput(issuer: string, more: object = {}): object {
  return { issuer, clientId, clientSecret, displayName: 'Test issuer', ...more };
}

/** Lets a community's owner trust an issuer. */
export async function trust(
  identity: TestIdentity,
  community: TestCommunity,
  input: object,
): Promise<Trusted> {
  const answer = await identity.ask<{ trustIssuer: Trusted }>(community.owner, trustMutation, { input });
  return answer.trustIssuer;
}

/** Where somebody begins to sign in. */
export function startPath(community: TestCommunity, issuerId: string, more = ''): string {
  return `/auth/oidc/start?community=${community.slug}&issuer=${issuerId}${more}`;
}
