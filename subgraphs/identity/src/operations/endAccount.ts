import type { JsonValue } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { Person } from '../entities/Person.js';
import { errors } from '../errors.js';
import { leavesNoOwner } from '../rules/leavesNoOwner.js';
import { tombstoneName, tracesInCommunity, tracesOutside, type EndingAccount } from './accountTraces.js';
import { auditAllowed } from './auditAllowed.js';
import { lockMembers } from './lockMembers.js';
import { ownersOf } from './ownersOf.js';
import type { Caller } from './Services.js';

/** An account that has ended. */
export interface EndedAccount {
  readonly personId: string;
  readonly deletedAt: Date;
}

/**
 * Ends an account, with all that communities have of it, in one transaction that enters one tenant after the other. Name and
 * address are overwritten; the row stays. Answers the ids of the communities that would be left without an owner instead, if there
 * are any, and then nothing has happened. Throws ACCOUNT_BUSY when the person is just being given something.
 */
export async function endAccount(
  em: EntityManager,
  caller: Caller,
  { personId, now }: { readonly personId: string; readonly now: Date },
): Promise<EndedAccount | { readonly lastOwnerOf: readonly string[] }> {
  const tenants = await lockTenants(em, personId);
  const { email, home } = await lockAccount(em, personId, tenants);
  const lastOwnerOf = await ownedAlone(em, personId, tenants);
  if (lastOwnerOf.length > 0) return { lastOwnerOf };
  const ending: EndingAccount = { em, personId, email, now };
  for (const tenant of tenants) {
    await enterTenant(em, tenant);
    const done = await inTurn(tracesInCommunity, (trace) => trace(ending, tenant));
    await audit(ending, caller, { community: tenant, details: { change: 'left for good', ...done } });
  }
  await enterTenant(em, '');
  const done = await inTurn(tracesOutside, (trace) => trace(ending));
  await em.nativeUpdate(Person, { id: personId }, { name: tombstoneName, email: null, deletedAt: now });
  await audit(ending, caller, { community: home, details: { change: 'account ended', ...done } });
  return { personId, deletedAt: now };
}

async function tenantsOf(em: EntityManager, personId: string): Promise<readonly string[]> {
  const rows = await em.execute<{ tenant: string }[]>('select tenant from tenants_touched_by_person(?)', [
    personId,
  ]);
  return rows.map(({ tenant }) => tenant).sort();
}

/** Locks the communities that have anything of a person, always in the same order, so that nobody waits for each other. */
async function lockTenants(em: EntityManager, personId: string): Promise<readonly string[]> {
  const tenants = await tenantsOf(em, personId);
  for (const tenant of tenants) {
    await enterTenant(em, tenant);
    await lockMembers(em, tenant);
  }
  return tenants;
}

/** From here on nothing can be given to the person; what was given before is in the tenants that are locked. */
async function lockAccount(
  em: EntityManager,
  personId: string,
  tenants: readonly string[],
): Promise<{ readonly email: string | null; readonly home: string }> {
  const [account] = await em.execute<{ email: string | null; home: string }[]>(
    'select email, home_community_id as home from person where id = ? and deleted_at is null for update',
    [personId],
  );
  const now = await tenantsOf(em, personId);
  if (account === undefined || now.some((tenant) => !tenants.includes(tenant))) throw errors.ACCOUNT_BUSY();
  return account;
}

async function ownedAlone(
  em: EntityManager,
  personId: string,
  tenants: readonly string[],
): Promise<readonly string[]> {
  const owned: string[] = [];
  for (const tenant of tenants) {
    await enterTenant(em, tenant);
    const owners = await ownersOf(em, tenant);
    if (owners.length > 0 && leavesNoOwner(owners, { personId, roles: [] })) owned.push(tenant);
  }
  return owned;
}

type Details = Readonly<Record<string, JsonValue>>;

async function inTurn<Step>(
  steps: readonly Step[],
  take: (step: Step) => Promise<Details>,
): Promise<Details> {
  let all: Details = {};
  for (const step of steps) all = { ...all, ...(await take(step)) };
  return all;
}

function audit(
  { em, personId: id }: EndingAccount,
  caller: Caller,
  place: { readonly community: string; readonly details: Details },
): Promise<void> {
  return auditAllowed(em, caller, { ...place, action: 'accounts:end', resource: { type: 'Person', id } });
}

/** From here on, the transaction sees the rows of this community and no others. */
async function enterTenant(em: EntityManager, tenantId: string): Promise<void> {
  await em.execute("select set_config('app.tenant_id', ?, true)", [tenantId]);
}
