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
