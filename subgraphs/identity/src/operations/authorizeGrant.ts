import type { PassportClaims, Permission } from '@ai-collective/contracts';
import { DeniedError } from '@ai-collective/platform';
import { mayGrant, type Grant } from '../rules/grants.js';

/** Throws FORBIDDEN, which is audited, when a grant is more than the caller holds. */
export function authorizeGrant(passport: PassportClaims, permission: Permission, wanted: Grant): void {
  if (mayGrant(passport, wanted)) return;
  const message = `You may not do this: the roles ${wanted.roles.join(', ')} are more than you hold.`;
  throw new DeniedError({ permission, community: passport.community }, 'FORBIDDEN', message);
}
