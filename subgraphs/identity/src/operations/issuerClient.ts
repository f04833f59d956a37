import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@ai-collective/platform';
import type { Configuration } from 'openid-client';
import { TrustedIssuer, type TrustedIssuerRow } from '../entities/TrustedIssuer.js';
import { errors } from '../errors.js';
import type { Services } from './Services.js';

/** What names a trusted issuer. */
export interface IssuerPlace {
  readonly communityId: string;
  readonly issuerId: string;
}

/** Where the issuer sends browsers back to. One for each issuer, so that none can pass off another's codes (RFC 9700, 4.4). */
export function redirectUriOf({ publicUrl }: Services, issuerId: string): string {
  return `${publicUrl}/auth/oidc/callback/${issuerId}`;
}

/** An issuer that its community trusts, and goes on trusting while the transaction of `em` lasts. Throws OIDC_ISSUER_NOT_FOUND. */
export async function loadTrustedIssuer(
  em: EntityManager,
  { communityId, issuerId }: IssuerPlace,
): Promise<TrustedIssuerRow> {
  const issuer = await em.findOne(
    TrustedIssuer,
    { id: issuerId, tenantId: communityId },
    { lockMode: LockMode.PESSIMISTIC_READ },
  );
  if (issuer === null) throw errors.OIDC_ISSUER_NOT_FOUND();
  return issuer;
}

/** How to speak to a trusted issuer. Throws OIDC_ISSUER_NOT_FOUND, OIDC_ISSUER_INVALID or OIDC_ISSUER_UNREACHABLE. */
export async function issuerClient(services: Services, place: IssuerPlace): Promise<Configuration> {
  const row = await services.database.withTenant(place.communityId, (em) => loadTrustedIssuer(em, place));
  return services.oidc.directory.find(`${row.id} ${row.changedAt.getTime()}`, {
    issuer: row.issuer,
    clientId: row.clientId,
    clientSecret: clientSecretOf(services, row),
  });
}

function clientSecretOf({ oidc }: Services, { id, sealedSecret }: TrustedIssuerRow): string | null {
  if (sealedSecret === null) return null;
  const secret = oidc.secrets.open(sealedSecret, id);
  if (secret === undefined)
    throw errors.OIDC_ISSUER_INVALID({ problem: 'its client secret was sealed with another key' });
  return secret;
}
