import type { Sql } from '@ai-collective/platform';
import type { Delegation, DelegationScope } from '../rules/delegation/Delegation.js';

interface StoredDelegation {
  readonly from_person: string;
  readonly to_person: string;
  readonly scope_type: DelegationScope['type'];
  readonly scope_name: string;
  readonly given_at: string;
  readonly expires_at: string;
}

/** The delegations of a community; of one person only where one is given. */
export async function loadDelegations(
  sql: Sql,
  tenantId: string,
  from: string | null = null,
): Promise<readonly Delegation[]> {
  const rows = await sql.execute<StoredDelegation[]>(
    `select from_person, to_person, scope_type, scope_name, given_at, expires_at from delegation
     where tenant_id = ? and (?::text is null or from_person = ?)
     order by from_person, scope_type, scope_name`,
    [tenantId, from, from],
  );
  return rows.map(toDelegation);
}

const mostShown = 1_000;

/** The delegations to a person, a thousand at most. */
export async function loadDelegationsTo(
  sql: Sql,
  tenantId: string,
  to: string,
): Promise<readonly Delegation[]> {
  const rows = await sql.execute<StoredDelegation[]>(
    `select from_person, to_person, scope_type, scope_name, given_at, expires_at from delegation
     where tenant_id = ? and to_person = ? order by from_person, scope_type, scope_name limit ?`,
    [tenantId, to, mostShown],
  );
  return rows.map(toDelegation);
}

function toDelegation(row: StoredDelegation): Delegation {
  return {
    from: row.from_person,
    to: row.to_person,
    scope: toScope(row.scope_type, row.scope_name),
    givenAt: new Date(row.given_at).getTime(),
    expiresAt: new Date(row.expires_at).getTime(),
  };
}

/** What names a scope among others of its kind. */
export function scopeName(scope: DelegationScope): string {
  switch (scope.type) {
    case 'PROPOSAL':
      return scope.proposalId;
    case 'TOPIC':
      return scope.topic;
    case 'COMMUNITY':
      return '';
  }
}

function toScope(type: DelegationScope['type'], name: string): DelegationScope {
  switch (type) {
    case 'PROPOSAL':
      return { type, proposalId: name };
    case 'TOPIC':
      return { type, topic: name };
    case 'COMMUNITY':
      return { type };
  }
}
