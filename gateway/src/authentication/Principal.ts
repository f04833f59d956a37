import type { ResolvedCredential } from '@ai-collective/contracts';

/** Who is asking, as passports say it. */
export type Principal = ResolvedCredential;

/** Nobody signed in. */
export const anonymous: Principal = Object.freeze({
  sub: 'anonymous',
  kind: 'ANONYMOUS',
  community: '',
  roles: [],
  scopes: null,
  expiresAt: null,
});

/** The gateway itself, when it asks on its own account. */
export const gatewayItself: Principal = Object.freeze({
  sub: 'gateway',
  kind: 'GATEWAY',
  community: '',
  roles: [],
  scopes: null,
  expiresAt: null,
});

/** All of a principal as text: the same for the same. */
export function principalText(principal: Principal): string {
  return JSON.stringify(principal);
}
