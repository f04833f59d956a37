import { AppError, recordAudit, type EntityManager } from '@ai-collective/platform';
import { errors } from '../../errors.js';
import { numbersOf } from '../../rules/changes/applyChanges.js';
import { contentAfter } from '../contentAfter.js';
import { enactPolicy, lockPolicy } from '../enactPolicy.js';
import { currentPolicy } from '../loadPolicy.js';
import type { Services } from '../Services.js';
import { closeVote } from './closeVote.js';
import { governanceItself } from './governanceItself.js';
import { standingOf, type Standing } from './standingOf.js';
import { withProposal } from './withProposal.js';

/**
 * Does what is due of a proposal by the rules alone: freezes its roll, writes down what its vote came to, has it take effect. Whoever does
 * it, and however many at once, it is done once.
 */
export function advanceProposal(
  services: Services,
  place: { readonly community: string; readonly id: string },
): Promise<Standing> {
  return withProposal(services, place, async ({ em, standing }) => {
    const recorded = await recordResult(services, em, standing);
    if (recorded.state === 'QUEUED' && recorded.eta !== null && recorded.at >= recorded.eta)
      await execute(services, em, recorded);
  });
}

/** The standing with the result of a vote that has ended, which is written down now if nobody did; or else with its end as it is by now. */
async function recordResult({ votes }: Services, em: EntityManager, standing: Standing): Promise<Standing> {
  const { proposal, state, endsAt, at } = standing;
  if (proposal.roll === null || proposal.result !== null || state === 'CANCELED' || endsAt === null)
    return standing;
  if (at >= endsAt) {
    const result = await closeVote(em, proposal, await votes.upToDate(em, proposal));
    return standingOf({ votes }, em, { proposal: { ...proposal, result }, at });
  }
  const { tenantId, id } = proposal;
  await em.execute('update proposal set closes_at = ? where tenant_id = ? and id = ?', [
    new Date(endsAt),
    tenantId,
    id,
  ]);
  return standing;
}

async function execute(services: Services, em: EntityManager, { proposal, at }: Standing): Promise<void> {
  const { tenantId: community, id } = proposal;
  await lockPolicy(em, community);
  try {
    const version = await enact(services, em, { proposal, at });
    await em.execute(
      'update proposal set executed_at = ?, executed_version = ? where tenant_id = ? and id = ?',
      [new Date(at), version, community, id],
    );
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    await fail(em, { proposal, at }, error);
  }
}

/** Throws STALE_BASE, or why the changes are not possible any more, before anything is written. */
async function enact(
  services: Services,
  em: EntityManager,
  { proposal, at }: Pick<Standing, 'proposal' | 'at'>,
): Promise<number> {
  const { tenantId: community, id, author, changes, submission, ancestors } = proposal;
  const current = await currentPolicy(em, community);
  const baseVersion = submission?.baseVersion ?? 0;
  if (current.version !== baseVersion)
    throw errors.STALE_BASE({ baseVersion, currentVersion: current.version });
  const [parent, ...further] = ancestors;
  const above = parent === undefined ? null : services.policies.get(parent, further).parameters;
  const row = await enactPolicy(em, {
    community,
    version: baseVersion + 1,
    content: contentAfter(current, changes, { above, proposalId: id }),
    changes: changes.flatMap(numbersOf),
    enactedAt: new Date(at),
    enactedBy: author,
    proposalId: id,
    audit: {
      actor: governanceItself,
      action: 'proposals:execute',
      details: { proposal: id, changes: changes.map((change) => ({ ...change })) },
    },
  });
  return row.version;
}

async function fail(
  em: EntityManager,
  { proposal, at }: Pick<Standing, 'proposal' | 'at'>,
  { code, message }: AppError,
): Promise<void> {
  const { tenantId: community, id } = proposal;
  await em.execute('update proposal set failed_at = ?, failure = ?::jsonb where tenant_id = ? and id = ?', [
    new Date(at),
    JSON.stringify({ code, message }),
    community,
    id,
  ]);
  await recordAudit(em, governanceItself, {
    service: 'governance',
    community,
    action: 'proposals:execute',
    resource: { type: 'Proposal', id },
    outcome: 'DENIED',
    details: { code },
  });
}
