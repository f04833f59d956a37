import { newId } from '@ai-collective/contracts';
import { AppError, type AuditActor, type EntityManager, type Logger } from '@ai-collective/platform';
import { ApiKey } from '../entities/ApiKey.js';
import { Membership, type MembershipRow } from '../entities/Membership.js';
import { Person } from '../entities/Person.js';
import { errors } from '../errors.js';
import { parseCredential } from '../rules/credentialFormat.js';
import { matchesDigest, secretDigest } from '../rules/secretDigest.js';
import { standingOf } from '../rules/standing.js';
import { auditAllowed } from './auditAllowed.js';
import { insertCommunity } from './createCommunity.js';
import { findCommunityId } from './findCommunityId.js';
import { lockMembers } from './lockMembers.js';
import { ownersOf } from './ownersOf.js';
import type { Services } from './Services.js';

/** What must exist once identity has started. */
export interface BootstrapSettings {
  readonly slug: string;
  readonly name: string;
  readonly ownerName: string;
  readonly apiKey: string | undefined;
}

interface Place {
  readonly em: EntityManager;
  readonly community: string;
  readonly now: Date;
}

const itself: AuditActor = { passport: { sub: 'identity', kind: 'SERVICE', policyVersion: 0 } };

/**
 * Creates the first community, its owner and an API key, as far as they are missing; run again, it changes nothing.
 * Throws BOOTSTRAP_KEY_CONFLICT when the key exists with another secret or elsewhere.
 */
export async function bootstrap(services: Services, settings: BootstrapSettings, log: Logger): Promise<void> {
  const community = await ensureCommunity(services, settings);
  await services.database.withTenant(community, async (em) => {
    const place = { em, community, now: services.clock() };
    await lockMembers(em, community);
    await ensureOwner(place, settings.ownerName);
    if (settings.apiKey !== undefined) await ensureApiKey(place, settings.apiKey, log);
  });
}

/** The id of the community with the slug, created when it is missing, by whichever process comes first. */
async function ensureCommunity(
  { database, clock }: Services,
  { slug, name }: BootstrapSettings,
): Promise<string> {
  const existing = await database.withoutTenant((em) => findCommunityId(em, slug));
  if (existing !== undefined) return existing;
  const community = { id: newId('community'), slug, name, parentId: null, createdAt: clock() };
  try {
    await database.withTenant(community.id, async (em) => {
      await insertCommunity(em, community, []);
      await auditCreation(
        { em, community: community.id, now: community.createdAt },
        'Community',
        community.id,
      );
    });
    return community.id;
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'SLUG_TAKEN')) throw error;
    const other = await database.withoutTenant((em) => findCommunityId(em, slug));
    if (other === undefined) throw error;
    return other;
  }
}

async function ensureOwner(place: Place, name: string): Promise<void> {
  const { em, community, now: createdAt } = place;
  if ((await ownersOf(em, community)).length > 0) return;
  const personId = newId('person');
  await em.insert(Person, { id: personId, name, email: null, homeCommunityId: community, createdAt });
  await em.insert<MembershipRow>(Membership, {
    id: newId('membership'),
    tenantId: community,
    personId,
    roles: ['OWNER'],
    createdAt,
  });
  await auditCreation(place, 'Person', personId);
}

/** The key is an OWNER's, since whoever configures the service must be able to make the owner's sign-in link. */
async function ensureApiKey(place: Place, credential: string, log: Logger): Promise<void> {
  const { em, community, now } = place;
  const parsed = parseCredential(credential);
  if (parsed.kind !== 'API_KEY') throw errors.BOOTSTRAP_KEY_CONFLICT();
  const [home] = await em.execute<{ tenant: string | null }[]>('select tenant_of_api_key(?) as tenant', [
    parsed.keyId,
  ]);
  if (home?.tenant != null && home.tenant !== community) throw errors.BOOTSTRAP_KEY_CONFLICT();
  const existing = await em.findOne(ApiKey, { id: parsed.keyId, tenantId: community });
  if (existing !== null) {
    if (!matchesDigest(parsed.secret, existing.secretDigest)) throw errors.BOOTSTRAP_KEY_CONFLICT();
    const standing = standingOf(existing, now);
    if (standing !== 'VALID')
      log.warn({ keyId: existing.id, standing }, 'the bootstrap API key can no longer be used');
    return;
  }
  await em.insert(ApiKey, {
    id: parsed.keyId,
    tenantId: community,
    name: 'bootstrap',
    secretDigest: secretDigest(parsed.secret),
    roles: ['OWNER'],
    scopes: null,
    personId: null,
    createdBy: 'identity',
    createdAt: now,
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: null,
  });
  await auditCreation(place, 'ApiKey', parsed.keyId);
}

function auditCreation({ em, community }: Place, type: string, id: string): Promise<void> {
  return auditAllowed(em, itself, {
    community,
    action: 'community:manage',
    resource: { type, id },
    details: { change: 'bootstrapped' },
  });
}
