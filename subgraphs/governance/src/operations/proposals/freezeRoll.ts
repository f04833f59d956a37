import { randomBytes } from 'node:crypto';
import { rolePermissions, Roll } from '@ai-collective/contracts';
import { recordAudit, type Sql } from '@ai-collective/platform';
import { loadDelegations } from '../../entities/DelegationRow.js';
import { loadMembers, type Member } from '../../entities/Member.js';
import type { Proposal, RollFacts } from '../../entities/Proposal.js';
import { insertRoll } from '../../entities/RollEntry.js';
import { delegatesFor } from '../../rules/delegation/Delegation.js';
import { governanceItself } from './governanceItself.js';

const saltBytes = 16;

/** Whether somebody may vote by a role of their membership. */
export function isVoter({ roles }: Pick<Member, 'roles'>): boolean {
  return roles.some((role) => rolePermissions[role].includes('proposals:vote'));
}

/**
 * Freezes who may vote on a proposal, what each vote weighs, and who votes for whom: as it is when the vote starts. One member has one
 * vote. In a transaction that holds the vote's lock.
 */
export async function freezeRoll(sql: Sql, proposal: Proposal, startsAt: number): Promise<RollFacts> {
  const { tenantId, id, topics } = proposal;
  const [members, delegations] = await Promise.all([
    loadMembers(sql, tenantId),
    loadDelegations(sql, tenantId),
  ]);
  const delegates = delegatesFor(delegations, { proposalId: id, topics, at: startsAt });
  const roll = new Roll(
    members.filter(isVoter).map(({ personId }) => ({
      member: personId,
      weight: 1,
      salt: randomBytes(saltBytes).toString('hex'),
    })),
  );
  const facts = {
    hash: Buffer.from(roll.hash).toString('hex'),
    weight: roll.weight,
    size: roll.entries.length,
  };
  await insertRoll(
    sql,
    { tenantId, id },
    roll.entries.map((entry) => ({ ...entry, delegate: delegates.get(entry.member) ?? null })),
  );
  await sql.execute(
    'update proposal set roll_hash = ?, roll_weight = ?, roll_size = ? where tenant_id = ? and id = ?',
    [facts.hash, facts.weight, facts.size, tenantId, id],
  );
  await recordAudit(sql, governanceItself, {
    service: 'governance',
    community: tenantId,
    action: 'proposals:start',
    resource: { type: 'Proposal', id },
    outcome: 'RECORDED',
    details: { roll: facts.hash, weight: facts.weight, members: facts.size },
  });
  return facts;
}
