import {
  builtInRoles,
  grantScopeSchema,
  grantsPerPrincipal,
  idSchema,
  isBuiltInRole,
  newId,
  type GrantClaim,
  type GrantScope,
} from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { z } from 'zod';
import { ApiKey } from '../entities/ApiKey.js';
import { Membership } from '../entities/Membership.js';
import { RoleGrant, type RoleGrantRow } from '../entities/RoleGrant.js';
import { errors } from '../errors.js';
import { grantScopeValue, hasEffect } from '../rules/grantScope.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizeGrant } from './authorizeGrant.js';
import { loadRole } from './loadRole.js';
import { lockMembers } from './lockMembers.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';

const longestMilliseconds = 366 * 24 * 3600 * 1000;

const scopeField = z
  .object({
    type: z.enum(['COMMUNITY', 'FLEET', 'MODEL', 'BLOBS']),
    value: z.string().max(200, 'must have 200 characters at most').nullish(),
  })
  .nullish();

const inputSchema = z.object({
  subjectId: z.string().max(100),
  role: z.union(
    [z.enum(builtInRoles).exclude(['OWNER']), idSchema('role')],
    'must be a built-in role other than OWNER, or the id of a role of the community',
  ),
  scope: scopeField,
  expiresAt: z.date().nullish(),
});

/** A grant that is asked for, with its parts checked. */
interface Wanted {
  readonly community: string;
  readonly subjectId: string;
  readonly role: string;
  readonly on: GrantScope;
  readonly expiresAt: Date | null;
  readonly now: Date;
}

/**
 * Gives a member or an API key of the caller's community a role besides those it has, for all of the community or a part of
 * it, for good or for a time. The caller must hold what it allows, for the whole community and for as long. Giving the same
 * again changes when it ends.
 * Throws SUBJECT_NOT_FOUND, ROLE_NOT_FOUND, GRANT_WITHOUT_EFFECT, TOO_MANY_GRANTS, BAD_USER_INPUT or a denial.
 */
export async function grantRole(services: Services, caller: Caller, input: unknown): Promise<RoleGrantRow> {
  const { community } = services.authorize(caller.passport, 'members:manage');
  const { subjectId, role, scope, expiresAt } = parseInput(inputSchema, input);
  const now = services.clock();
  const on = parseScope(scope?.type ?? 'COMMUNITY', scope?.value ?? '');
  requireFuture(expiresAt ?? null, now);
  const wanted: Wanted = { community, subjectId, role, on, expiresAt: expiresAt ?? null, now };
  return services.database.withTenant(community, async (em) => {
    await lockMembers(em, community);
    const claim = await claimOf(em, wanted);
    authorizeGrant(caller.passport, 'members:manage', {
      roles: [],
      scopes: null,
      grants: [claim],
      until: claim.until,
    });
    if (!hasEffect(claim)) throw errors.GRANT_WITHOUT_EFFECT({ scope: on.type });
    await requireSubject(em, wanted);
    const row = await write(em, wanted, caller.passport.sub);
    await auditAllowed(em, caller, {
      community,
      action: 'members:manage',
      resource: { type: 'RoleGrant', id: row.id },
      details: {
        change: 'granted',
        subject: subjectId,
        role,
        scope: on.type,
        value: row.scopeValue,
        expiresAt: row.expiresAt?.toISOString() ?? null,
      },
    });
    return row;
  });
}

function parseScope(type: GrantScope['type'], value: string): GrantScope {
  const parsed = grantScopeSchema.safeParse(type === 'BLOBS' ? { type, prefix: value } : { type, id: value });
  const named = type === 'FLEET' ? 'fleet' : type === 'MODEL' ? 'model' : undefined;
  const fits = named === undefined || idSchema(named).safeParse(value).success;
  if (parsed.success && fits && (type !== 'COMMUNITY' || value === '')) return parsed.data;
  const problem =
    type === 'COMMUNITY'
      ? 'must be left out for the community'
      : type === 'BLOBS'
        ? 'must be what the names of blobs begin with, 64 characters at most'
        : `must be the id of a ${type.toLowerCase()}`;
  throw errors.BAD_USER_INPUT({ field: 'scope.value', problem });
}

function requireFuture(expiresAt: Date | null, now: Date): void {
  if (expiresAt === null) return;
  if (expiresAt <= now) throw errors.BAD_USER_INPUT({ field: 'expiresAt', problem: 'must be in the future' });
  if (expiresAt.getTime() - now.getTime() > longestMilliseconds)
    throw errors.BAD_USER_INPUT({ field: 'expiresAt', problem: 'must be within a year, or left out' });
}

async function claimOf(em: EntityManager, { community, role, on, expiresAt }: Wanted): Promise<GrantClaim> {
  const permissions = isBuiltInRole(role) ? [] : (await loadRole(em, { community, id: role })).permissions;
  const until = expiresAt === null ? null : Math.floor(expiresAt.getTime() / 1000);
  return { id: '', role, permissions, on, until };
}

/** Members, and working keys of the community's own; nobody else, wherever their roles come from. */
async function requireSubject(em: EntityManager, { community, subjectId, now }: Wanted): Promise<void> {
  if (subjectId.includes('\0')) throw errors.SUBJECT_NOT_FOUND();
  const isMember = (await em.count(Membership, { tenantId: community, personId: subjectId })) > 0;
  if (isMember) return;
  const working = { revokedAt: null, $or: [{ expiresAt: null }, { expiresAt: { $gt: now } }] };
  const isKey =
    (await em.count(ApiKey, { tenantId: community, id: subjectId, personId: null, ...working })) > 0;
  if (!isKey) throw errors.SUBJECT_NOT_FOUND();
}

/** Those of the subject that have ended make room. Runs under the lock of {@link lockMembers}. */
async function write(em: EntityManager, wanted: Wanted, createdBy: string): Promise<RoleGrantRow> {
  const { community: tenantId, subjectId, role, on, expiresAt, now } = wanted;
  await em.nativeDelete(RoleGrant, { tenantId, subjectId, expiresAt: { $lte: now } });
  const held = await em.find(RoleGrant, { tenantId, subjectId });
  const scopeValue = grantScopeValue(on);
  const same = held.find(
    (grant) => grant.role === role && grant.scopeType === on.type && grant.scopeValue === scopeValue,
  );
  if (same === undefined && held.length >= grantsPerPrincipal)
    throw errors.TOO_MANY_GRANTS({ limit: grantsPerPrincipal });
  const row: RoleGrantRow = {
    id: same?.id ?? newId('grant'),
    tenantId,
    subjectId,
    role,
    customRoleId: isBuiltInRole(role) ? null : role,
    scopeType: on.type,
    scopeValue,
    createdBy,
    createdAt: now,
    expiresAt,
  };
  await em.upsert(RoleGrant, row);
  return row;
}
