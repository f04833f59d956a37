import { newId } from '@ai-collective/contracts';
import type { Sql, SqlTransaction } from '@ai-collective/platform';
import type { Job } from '../../entities/Job.js';
import { issuanceFor, type Account } from './accounts.js';
import { fundByMember } from './fundByMember.js';
import { postEntries, type Entry } from './postEntries.js';
import type { JobQuote, StepQuote } from './quoteJob.js';

type HeldJob = Pick<Job, 'id' | 'tenantId' | 'submittedBy'>;

/**
 * Holds the most that a job can cost until it ends, in the transaction that writes the job: of its submitter's credit where
 * the community wants that, else of credit issued for it. Throws CREDIT_INSUFFICIENT.
 */
export async function holdEscrow(sql: SqlTransaction, job: HeldJob, quote: JobQuote): Promise<void> {
  const budget = quote.isEnforced ? await fundByMember(sql, job, quote) : [];
  const payer: Account = quote.isEnforced ? { kind: 'MEMBER', holder: job.submittedBy } : issuanceFor(job.id);
  const held = { transactionId: newId('creditTransaction'), reason: 'HELD', jobId: job.id } as const;
  const entries: readonly Entry[] = [
    ...budget,
    { ...payer, ...held, amount: -quote.cap },
    { kind: 'ESCROW', holder: job.id, ...held, amount: quote.cap },
  ];
  sql.last(insertEscrows(sql, job, { quote, payer }), postEntries(sql, entries));
}

async function insertEscrows(
  sql: Sql,
  job: HeldJob,
  { quote, payer }: { readonly quote: JobQuote; readonly payer: Account },
): Promise<void> {
  const steps = [quote, ...(quote.laterSteps ?? [])];
  await Promise.all(
    steps.map((step, number) => insertEscrow(sql, job, { quote: step, step: number, payer })),
  );
}

interface StepEscrow {
  readonly quote: StepQuote;
  readonly step: number;
  readonly payer: Account;
}

async function insertEscrow(
  sql: Sql,
  { id, tenantId }: HeldJob,
  { quote, step, payer }: StepEscrow,
): Promise<void> {
  await sql.execute(
    `insert into credit_escrows (tenant_id, job_id, step, model_version_id, batch_shape, price, deadline_ms, most_bonus,
       owner_share, publisher_share, community_share, publisher, funded_by, payer)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[tenantId, id, step, quote.modelVersionId, quote.batchShape, String(quote.price), quote.deadlineMs],
      ...[quote.mostBonus, quote.ownerShare, quote.publisherShare, quote.communityShare, quote.publisher],
      ...[payer.kind, payer.holder],
    ],
  );
}
