import type { SubgraphName } from '@ai-collective/contracts';
import type { CommunityKey } from './communities.js';
import { communityKeys } from './communities.js';
import type { Kind, Things } from './Facts.js';
import type { OwnerDoor } from './OwnerDoor.js';

/** Where things of a kind are found: in which table, what names them, and which community they are counted to. */
const places: Readonly<Record<Exclude<Kind, 'invitationCode' | 'content'>, readonly [SubgraphName, string]>> =
  {
    community: ['identity', 'select id as thing, id as tenant from community'],
    communitySlug: ['identity', 'select slug as thing, id as tenant from community'],
    person: ['identity', 'select id as thing, home_community_id as tenant from person'],
    personOfOne: [
      'identity',
      `select person_id as thing, min(tenant_id) as tenant from membership group by 1 having count(*) = 1`,
    ],
    email: ['identity', 'select email as thing, home_community_id as tenant from person'],
    apiKey: ['identity', 'select id as thing, tenant_id as tenant from api_key'],
    device: ['identity', 'select id as thing, tenant_id as tenant from device'],
    publicKey: ['identity', 'select public_key as thing, tenant_id as tenant from device'],
    invitation: ['identity', 'select id as thing, tenant_id as tenant from invitation'],
    trustedIssuer: ['identity', 'select id as thing, tenant_id as tenant from trusted_issuer'],
    session: ['identity', 'select id as thing, community_id as tenant from session'],
    customRole: ['identity', 'select id as thing, tenant_id as tenant from custom_role'],
    roleGrant: ['identity', 'select id as thing, tenant_id as tenant from role_grant'],
    passkey: ['identity', personal('passkey')],
    linkedAccount: ['identity', personal('linked_account')],
    fleet: ['compute', 'select id as thing, tenant_id as tenant from fleets'],
    fleetName: ['compute', 'select name as thing, tenant_id as tenant from fleets'],
    model: ['compute', 'select id as thing, tenant_id as tenant from models'],
    modelSlug: ['compute', 'select slug as thing, tenant_id as tenant from models'],
    modelVersion: ['compute', 'select id as thing, tenant_id as tenant from model_versions'],
    worker: ['compute', 'select device_id as thing, tenant_id as tenant from device_standing'],
    job: ['compute', 'select id as thing, tenant_id as tenant from jobs'],
    task: ['compute', 'select id as thing, tenant_id as tenant from tasks'],
    proposal: ['governance', 'select id as thing, tenant_id as tenant from proposal'],
    cid: ['storage', 'select cid as thing, tenant_id as tenant from blobs'],
  };

function personal(table: string): string {
  return `select x.id as thing, p.home_community_id as tenant from ${table} x join person p on p.id = x.person_id`;
}

/** What each community has, as it is in the databases. */
export async function collectThings(
  doors: Readonly<Record<SubgraphName, OwnerDoor>>,
  ids: Readonly<Record<CommunityKey, string>>,
): Promise<Readonly<Record<CommunityKey, Things>>> {
  const found: Record<string, Record<string, readonly string[]>> = {};
  for (const [kind, [service, statement]] of Object.entries(places)) {
    const rows = await doors[service].rows<{ thing: string; tenant: string }>(`${statement} order by 1`);
    for (const key of communityKeys)
      (found[key] ??= {})[kind] = rows.filter(({ tenant }) => tenant === ids[key]).map(({ thing }) => thing);
  }
  return found as Record<CommunityKey, Things>;
}
