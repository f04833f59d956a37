import {
  type Count,
  type PolicyChange,
  policyChangeSchema,
  type ProposalMethod,
  proposalMethods,
  secrecies,
  type Secrecy,
  type VotingTerms,
  votingTermsSchema,
} from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import { z } from 'zod';

/** What a vote came to, as it was recorded when it had ended. */
const resultSchema = z.object({
  passes: z.boolean(),
  tally: z.object({ for: z.int(), against: z.int(), abstain: z.int() }),
  endsAt: z.iso.datetime(),
  ballots: z.int(),
  /** The hash of the last ballot, and what draws lots; both hex. */
  head: z.string(),
  seed: z.string(),
  count: z.custom<Count>(),
});

export type ProposalResult = Readonly<z.infer<typeof resultSchema>>;

/** The roll of a vote, frozen when it starts. */
export interface RollFacts {
  /** Hex. */
  readonly hash: string;
  readonly weight: number;
  readonly size: number;
}

/** What was settled when a proposal was submitted. Times in milliseconds since the epoch. */
export interface Submission {
  readonly terms: VotingTerms;
  /** The policy version that its changes are of. */
  readonly baseVersion: number;
  readonly at: number;
  readonly startsAt: number;
  /** When its vote ends if no ballot moves the end. */
  readonly endsAt: number;
}

/** A proposal as it is stored. Where it stands follows from this, its ballots and the time. */
export interface Proposal {
  readonly tenantId: string;
  readonly id: string;
  /** Counts the community's proposals, from 1. */
  readonly number: number;
  readonly author: string;
  readonly title: string;
  readonly body: string;
  readonly topics: readonly string[];
  readonly method: ProposalMethod;
  /** Of a poll; otherwise empty. */
  readonly options: readonly string[];
  readonly changes: readonly PolicyChange[];
  /** The communities that its own lies in, from the nearest up: they bind what it may change. */
  readonly ancestors: readonly string[];
  readonly secrecy: Secrecy;
  readonly createdAt: Date;
  readonly submission: Submission | null;
  readonly roll: RollFacts | null;
  readonly result: ProposalResult | null;
  readonly canceledAt: number | null;
  readonly executedAt: number | null;
  readonly executedVersion: number | null;
  readonly failedAt: number | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
}

const time = z.coerce.date().transform((date) => date.getTime());
const count = z.coerce.number().int();

/** A row as the database gives it: what it says was checked when it was written, and is checked again. */
const rowSchema = z.object({
  tenant_id: z.string(),
  id: z.string(),
  number: z.int(),
  author: z.string(),
  title: z.string(),
  body: z.string(),
  topics: z.array(z.string()),
  method: z.enum(proposalMethods),
  options: z.array(z.string()),
  changes: z.array(policyChangeSchema),
  ancestors: z.array(z.string()),
  base_version: z.int().nullable(),
  secrecy: z.enum(secrecies),
  created_at: z.coerce.date(),
  terms: votingTermsSchema.nullable(),
  submitted_at: time.nullable(),
  starts_at: time.nullable(),
  ends_at: time.nullable(),
  roll_hash: z.string().nullable(),
  roll_weight: count.nullable(),
  roll_size: count.nullable(),
  result: resultSchema.nullable(),
  canceled_at: time.nullable(),
  executed_at: time.nullable(),
  executed_version: z.int().nullable(),
  failed_at: time.nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
});

/** The proposal of an id; null when the community has none. */
export async function findProposal(sql: Sql, tenantId: string, id: string): Promise<Proposal | null> {
  const [row] = await sql.execute<object[]>('select * from proposal where tenant_id = ? and id = ?', [
    tenantId,
    id,
  ]);
  return row === undefined ? null : toProposal(row);
}

/** The proposal with a number; null when the community has none. */
export async function findProposalNumbered(
  sql: Sql,
  tenantId: string,
  number: number,
): Promise<Proposal | null> {
  const [row] = await sql.execute<object[]>('select * from proposal where tenant_id = ? and number = ?', [
    tenantId,
    number,
  ]);
  return row === undefined ? null : toProposal(row);
}

interface ProposalPage {
  readonly before: number | null;
  readonly limit: number;
  /** Drafts are shown to those who wrote them alone. */
  readonly reader: string;
  /** Given, only those that the reader can vote on at that time, and has not. */
  readonly votableAt: Date | null;
}

/** Proposals, newest first, from before a number. */
export async function loadProposals(
  sql: Sql,
  tenantId: string,
  { before, limit, reader, votableAt }: ProposalPage,
): Promise<readonly Proposal[]> {
  const rows = await sql.execute<object[]>(
    `select * from proposal where tenant_id = ? and (?::integer is null or number < ?::integer)
       and (submitted_at is not null or author = ?)
       and (?::timestamptz is null or (
         starts_at <= ?::timestamptz and closes_at > ?::timestamptz and canceled_at is null
         and exists (select from roll_entry where roll_entry.tenant_id = proposal.tenant_id
           and roll_entry.proposal_id = proposal.id and member = ?)
         and not exists (select from ballot where ballot.tenant_id = proposal.tenant_id
           and ballot.proposal_id = proposal.id and member = ?)
       ))
     order by number desc limit ?`,
    [tenantId, before, before, reader, votableAt, votableAt, votableAt, reader, reader, limit],
  );
  return rows.map(toProposal);
}

function toProposal(stored: object): Proposal {
  const row = rowSchema.parse(stored);
  return {
    tenantId: row.tenant_id,
    id: row.id,
    number: row.number,
    author: row.author,
    title: row.title,
    body: row.body,
    topics: row.topics,
    method: row.method,
    options: row.options,
    changes: row.changes,
    ancestors: row.ancestors,
    secrecy: row.secrecy,
    createdAt: row.created_at,
    submission: submissionOf(row),
    roll:
      row.roll_hash === null || row.roll_weight === null || row.roll_size === null
        ? null
        : { hash: row.roll_hash, weight: row.roll_weight, size: row.roll_size },
    result: row.result,
    canceledAt: row.canceled_at,
    executedAt: row.executed_at,
    executedVersion: row.executed_version,
    failedAt: row.failed_at,
    failure: row.failure,
  };
}

function submissionOf(row: z.infer<typeof rowSchema>): Submission | null {
  const { terms, base_version: baseVersion, submitted_at: at, starts_at: startsAt, ends_at: endsAt } = row;
  if (terms === null || baseVersion === null || at === null || startsAt === null || endsAt === null)
    return null;
  return { terms, baseVersion, at, startsAt, endsAt };
}
