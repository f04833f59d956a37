import { newId } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { z } from 'zod';
import { TrustedIssuer, type TrustedIssuerRow } from '../entities/TrustedIssuer.js';
import { errors } from '../errors.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizeGrant } from './authorizeGrant.js';
import { nameField, rolesField } from './inputFields.js';
import { lockMembers } from './lockMembers.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';

const issuersPerCommunity = 10;
const printable = /^[!-~](?:[ -~]*[!-~])?$/;

const domainField = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/, 'must be domains such as example.com');

const inputSchema = z.object({
  issuer: z.string().max(500, 'must have 500 characters at most'),
  clientId: z.string().max(255).regex(printable, 'must be printable ASCII characters'),
  clientSecret: z.string().max(1_000).regex(printable, 'must be printable ASCII characters').nullish(),
  displayName: nameField,
  emailDomains: z.array(domainField).max(20, 'must be 20 domains at most').nullish(),
  defaultRoles: z
    .union([z.tuple([]), rolesField])
    .refine((roles) => !(roles as readonly string[]).includes('OWNER'), 'must not make people owners')
    .nullish(),
});

/**
 * Lets an issuer sign people in to the community, once it has been asked who it is. Trusting it again replaces all that was
 * said of it. Throws OIDC_ISSUER_INVALID, OIDC_ISSUER_UNREACHABLE, TOO_MANY_ISSUERS, BAD_USER_INPUT or a denial.
 */
export async function trustIssuer(
  services: Services,
  caller: Caller,
  input: unknown,
): Promise<TrustedIssuerRow> {
  const { community } = services.authorize(caller.passport, 'community:manage');
  const { clientId, clientSecret = null, displayName, ...wanted } = parseInput(inputSchema, input);
  const defaultRoles = [...(wanted.defaultRoles ?? [])];
  authorizeGrant(caller.passport, 'community:manage', { roles: defaultRoles, scopes: null });
  const metadata = await services.oidc.directory.ask({ issuer: wanted.issuer, clientId, clientSecret });
  const { issuer } = metadata.serverMetadata();
  return services.database.withTenant(community, async (em) => {
    await lockMembers(em, community);
    const row = await rowFor(em, { community, issuer, now: services.clock(), by: caller.passport.sub });
    const trusted: TrustedIssuerRow = {
      ...row,
      clientId,
      sealedSecret: clientSecret === null ? null : services.oidc.secrets.seal(clientSecret, row.id),
      displayName,
      emailDomains: [...new Set(wanted.emailDomains ?? [])],
      defaultRoles,
    };
    await em.upsert(TrustedIssuer, trusted);
    await auditAllowed(em, caller, {
      community,
      action: 'community:manage',
      resource: { type: 'TrustedIssuer', id: row.id },
      details: { change: 'trusted', issuer, clientId, emailDomains: trusted.emailDomains, defaultRoles },
    });
    return trusted;
  });
}

interface Wanted {
  readonly community: string;
  readonly issuer: string;
  readonly now: Date;
  readonly by: string;
}

/** What stays of an issuer that is trusted already, or the beginning of a new row. Throws TOO_MANY_ISSUERS. */
async function rowFor(em: EntityManager, { community, issuer, now, by }: Wanted) {
  const rows = await em.find(TrustedIssuer, { tenantId: community });
  const same = rows.find((row) => row.issuer === issuer);
  if (same === undefined && rows.length >= issuersPerCommunity)
    throw errors.TOO_MANY_ISSUERS({ limit: issuersPerCommunity });
  return {
    id: same?.id ?? newId('trustedIssuer'),
    tenantId: community,
    issuer,
    createdBy: same?.createdBy ?? by,
    createdAt: same?.createdAt ?? now,
    changedAt: now,
  };
}
