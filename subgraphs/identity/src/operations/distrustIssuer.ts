import { LockMode } from '@mikro-orm/core';
import { TrustedIssuer, type TrustedIssuerRow } from '../entities/TrustedIssuer.js';
import { errors } from '../errors.js';
import { auditAllowed } from './auditAllowed.js';
import type { Caller, Services } from './Services.js';

/**
 * Stops an issuer from signing people in to the community, and ends the sessions it vouched for here. Its accounts stay
 * linked: they count wherever else it is trusted, and here when it is trusted again. Throws OIDC_ISSUER_NOT_FOUND or a denial.
 */
export async function distrustIssuer(
  services: Services,
  caller: Caller,
  id: string,
): Promise<TrustedIssuerRow> {
  const { community } = services.authorize(caller.passport, 'community:manage');
  return services.database.withTenant(community, async (em) => {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const issuer = await em.findOne(TrustedIssuer, { id, tenantId: community }, { lockMode });
    if (issuer === null) throw errors.OIDC_ISSUER_NOT_FOUND();
    await em.nativeDelete(TrustedIssuer, { id, tenantId: community });
    const now = services.clock();
    const ended = await em.execute<object[]>(
      `update session set revoked_at = ? where trusted_issuer_id = ? and revoked_at is null and expires_at > ? returning id`,
      [now, id, now],
    );
    await auditAllowed(em, caller, {
      community,
      action: 'community:manage',
      resource: { type: 'TrustedIssuer', id },
      details: { change: 'distrusted', issuer: issuer.issuer, endedSessions: ended.length },
    });
    return issuer;
  });
}
