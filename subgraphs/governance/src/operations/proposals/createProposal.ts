import { newId, type ProposalDraft, proposalDraftSchema } from '@ai-collective/contracts';
import { recordAudit, type Sql } from '@ai-collective/platform';
import { findProposal } from '../../entities/Proposal.js';
import { errors } from '../../errors.js';
import { contentAfter } from '../contentAfter.js';
import { limitsAbove } from '../limitsAbove.js';
import { currentPolicy } from '../loadPolicy.js';
import type { Caller, Services } from '../Services.js';
import { standingOf, type Standing } from './standingOf.js';

const mostUnderWay = 20;

/**
 * Writes a proposal as a draft, which nobody votes on until it is submitted. What it changes has to be possible now.
 * Throws PROPOSAL_INVALID, TOO_MANY_PROPOSALS, a code of contentAfter, POLICIES_NOT_READY or a denial.
 */
export async function createProposal(services: Services, caller: Caller, input: unknown): Promise<Standing> {
  const { community } = services.authorize(caller.passport, 'proposals:create');
  const draft = parseDraft(input);
  const { sub: author, ancestors } = caller.passport;
  const id = newId('proposal');
  return services.database.withTenant(community, async (em) => {
    const at = await services.time(em);
    if (draft.changes.length > 0) {
      const place = { above: limitsAbove(services, caller.passport), proposalId: id };
      contentAfter(await currentPolicy(em, community), draft.changes, place);
    }
    await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`proposals ${community}`]);
    await requireRoom(em, community, author);
    await em.execute(
      `insert into proposal (
         tenant_id, id, number, author, title, body, topics, method, options, changes, ancestors, secrecy, created_at
       ) select ?, ?, coalesce(max(number), 0) + 1, ?, ?, ?,
           array(select json_array_elements_text(?::json)), ?, array(select json_array_elements_text(?::json)),
           ?::jsonb, array(select json_array_elements_text(?::json)), ?, ?
         from proposal where tenant_id = ?`,
      [
        ...[community, id, author, draft.title, draft.body, JSON.stringify(draft.topics), draft.method],
        ...[JSON.stringify(draft.options), JSON.stringify(draft.changes), JSON.stringify(ancestors)],
        ...[draft.secrecy, new Date(at), community],
      ],
    );
    await recordAudit(em, caller, {
      service: 'governance',
      community,
      action: 'proposals:create',
      resource: { type: 'Proposal', id },
      outcome: 'ALLOWED',
      details: { changes: draft.changes.map(({ type }) => type), method: draft.method },
    });
    const proposal = await findProposal(em, community, id);
    if (proposal === null) throw new Error('a proposal that was written is not there');
    return standingOf(services, em, { proposal, at });
  });
}

function parseDraft(input: unknown): ProposalDraft {
  const parsed = proposalDraftSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw errors.PROPOSAL_INVALID({
    field: issue?.path.map(String).join('.') ?? '',
    problem: issue?.message ?? 'is not valid',
  });
}

/** Nobody fills the list that others have to read. In the transaction that holds the lock of the community's proposals. */
async function requireRoom(sql: Sql, community: string, author: string): Promise<void> {
  const [row] = await sql.execute<{ under_way: number }[]>(
    `select count(*)::integer as under_way from proposal
     where tenant_id = ? and author = ? and canceled_at is null and result is null`,
    [community, author],
  );
  if ((row?.under_way ?? 0) >= mostUnderWay) throw errors.TOO_MANY_PROPOSALS({ limit: mostUnderWay });
}
