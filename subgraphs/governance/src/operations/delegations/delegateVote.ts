import { topicSchema } from '@ai-collective/contracts';
import { recordAudit, type Sql } from '@ai-collective/platform';
import { scopeName } from '../../entities/DelegationRow.js';
import { loadMembers } from '../../entities/Member.js';
import { findProposal } from '../../entities/Proposal.js';
import { errors } from '../../errors.js';
import type { Delegation, DelegationScope } from '../../rules/delegation/Delegation.js';
import type { Caller, Services } from '../Services.js';
import { isVoter } from '../proposals/freezeRoll.js';

export interface DelegateVote {
  readonly to: string;
  readonly scope: DelegationScope;
}

const lifetimeMs = 365 * 24 * 60 * 60_000;
const mostDelegations = 50;

/**
 * Lets another member vote in the caller's place, for a year, wherever the caller does not vote. One given before for the same scope ends.
 * Votes that have started go by what was given before.
 * Throws VOTER_MUST_BE_PERSON, DELEGATE_INVALID, TOPIC_INVALID, PROPOSAL_NOT_FOUND, TOO_MANY_DELEGATIONS or a denial.
 */
export async function delegateVote(
  services: Services,
  caller: Caller,
  { to, scope }: DelegateVote,
): Promise<Delegation> {
  const { community } = services.authorize(caller.passport, 'proposals:vote');
  if (caller.passport.kind !== 'PERSON') throw errors.VOTER_MUST_BE_PERSON();
  const from = caller.passport.sub;
  if (to === from) throw errors.DELEGATE_INVALID();
  return services.database.withTenantSql(community, async (sql) => {
    await requireScope(sql, community, scope);
    const members = await loadMembers(sql, community);
    if (!members.some((member) => member.personId === to && isVoter(member))) throw errors.DELEGATE_INVALID();
    await requireRoom(sql, community, { from, scope });
    const givenAt = await services.time(sql);
    const delegation = { from, to, scope, givenAt, expiresAt: givenAt + lifetimeMs };
    await sql.execute(
      `insert into delegation (tenant_id, from_person, scope_type, scope_name, to_person, given_at, expires_at)
       values (?, ?, ?, ?, ?, ?, ?)
       on conflict (tenant_id, from_person, scope_type, scope_name) do update set
         to_person = excluded.to_person, given_at = excluded.given_at, expires_at = excluded.expires_at`,
      [
        ...[community, from, scope.type, scopeName(scope), to],
        ...[new Date(givenAt), new Date(delegation.expiresAt)],
      ],
    );
    await recordAudit(sql, caller, {
      service: 'governance',
      community,
      action: 'delegations:give',
      resource: { type: 'Person', id: to },
      outcome: 'ALLOWED',
      details: { scope: scope.type, name: scopeName(scope) },
    });
    return delegation;
  });
}

/** Ends the caller's delegation for a scope; null when there is none. Votes that have started go by what was given before. */
export async function endDelegation(
  services: Services,
  caller: Caller,
  scope: DelegationScope,
): Promise<string | null> {
  const { community } = services.authorize(caller.passport, 'proposals:vote');
  const from = caller.passport.sub;
  return services.database.withTenantSql(community, async (sql) => {
    const [ended] = await sql.execute<{ to_person: string }[]>(
      `delete from delegation where tenant_id = ? and from_person = ? and scope_type = ? and scope_name = ?
       returning to_person`,
      [community, from, scope.type, scopeName(scope)],
    );
    if (ended === undefined) return null;
    await recordAudit(sql, caller, {
      service: 'governance',
      community,
      action: 'delegations:end',
      resource: { type: 'Person', id: ended.to_person },
      outcome: 'ALLOWED',
      details: { scope: scope.type, name: scopeName(scope) },
    });
    return ended.to_person;
  });
}

async function requireScope(sql: Sql, community: string, scope: DelegationScope): Promise<void> {
  if (scope.type === 'TOPIC' && !topicSchema.safeParse(scope.topic).success) throw errors.TOPIC_INVALID();
  if (scope.type === 'PROPOSAL' && (await findProposal(sql, community, scope.proposalId)) === null)
    throw errors.PROPOSAL_NOT_FOUND();
}

async function requireRoom(
  sql: Sql,
  community: string,
  { from, scope }: Pick<Delegation, 'from' | 'scope'>,
): Promise<void> {
  const [row] = await sql.execute<{ others: number }[]>(
    `select count(*)::integer as others from delegation
     where tenant_id = ? and from_person = ? and (scope_type, scope_name) <> (?, ?)`,
    [community, from, scope.type, scopeName(scope)],
  );
  if ((row?.others ?? 0) >= mostDelegations) throw errors.TOO_MANY_DELEGATIONS({ limit: mostDelegations });
}
