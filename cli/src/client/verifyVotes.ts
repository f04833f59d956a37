import { auditRecordSchema } from '@ai-collective/contracts';
import { z } from 'zod';
import { ApiError } from './ApiError.js';
import type { LoggedRecord } from './AuditLog.js';
import type { Connection } from './Connection.js';
import { request } from './request.js';

/** What the log says of a proposal, and in which record. */
export interface LoggedVote {
  readonly sequence: number;
  readonly proposalId: string;
  /** Of what was put to the vote; null in the record of its end. */
  readonly digest: string | null;
  /** The hash of the last ballot; null in the record of its beginning. */
  readonly head: string | null;
}

const detailsSchema = z.object({ digest: z.string().nullish(), head: z.string().nullish() });

/** What a record says of what was put to the vote, or what a vote came to; undefined of all others. */
export function loggedVote({ sequence, action, body }: LoggedRecord): LoggedVote | undefined {
  if (body === null || (action !== 'proposals:submit' && action !== 'proposals:close')) return undefined;
  const { resource, details } = auditRecordSchema.parse(JSON.parse(body));
  const { digest = null, head = null } = detailsSchema.parse(details);
  return { sequence, proposalId: resource.id, digest, head };
}

const proposalSchema = z.object({
  number: z.int(),
  digest: z.string().nullable(),
  ballotHead: z.string().nullable(),
});

/**
 * Holds proposals against what the log says of them. Throws PROPOSAL_CHANGED or BALLOTS_CHANGED, and says which proposal, and which record
 * knows better.
 */
export async function verifyVotes(connection: Connection, votes: Iterable<LoggedVote>): Promise<number> {
  let checked = 0;
  for (const { sequence, proposalId, digest, head } of votes) {
    const { proposal } = await request(connection, {
      query: 'query Proposal($id: ID!) { proposal(id: $id) { number digest ballotHead } }',
      variables: { id: proposalId },
      data: z.object({ proposal: proposalSchema.nullable() }),
    });
    const name = `Proposal ${proposal?.number ?? proposalId}`;
    if (digest !== null && proposal?.digest !== digest)
      throw new ApiError(
        'PROPOSAL_CHANGED',
        `${name} is not what was put to the vote: its text, its changes, its terms or its times are not those of record ${sequence}.`,
      );
    if (head !== null && proposal?.ballotHead !== head)
      throw new ApiError(
        'BALLOTS_CHANGED',
        `The ballots on ${name.toLowerCase()} do not end as they did when the vote ended, in record ${sequence}.`,
      );
    checked += 1;
  }
  return checked;
}
