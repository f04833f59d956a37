import type { ResolvedCredential } from '@ai-collective/contracts';

/** Who is asking, as passports say it. */
export type Principal = ResolvedCredential;

/** Nobody signed in. */
export const anonymous: Principal = Object.freeze({
  sub: 'anonymous',
  kind: 'ANONYMOUS',
  community: '',
  ancestors: [],
  roles: [],
  grants: [],
  scopes: null,
  expiresAt: null,
});

/** The gateway itself, when it asks on its own account. */
export const gatewayItself: Principal = Object.freeze({
  sub: 'gateway',
  kind: 'GATEWAY',
  community: '',
  ancestors: [],
  roles: [],
  grants: [],
  scopes: null,
  expiresAt: null,
});

const texts = new WeakMap<Principal, string>();

/** All of a principal as text: the same for the same. */
export function principalText(principal: Principal): string {
  const known = texts.get(principal);
  if (known !== undefined) return known;
  const text = JSON.stringify(principal);
  texts.set(principal, text);
  return text;
}
