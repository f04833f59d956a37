import type { Sql } from '@ai-collective/platform';
import type { Account, EntryReason } from './accounts.js';

/** One line of the ledger. Those of a transaction add up to zero. */
export interface Entry extends Account {
  readonly transactionId: string;
  readonly reason: EntryReason;
  readonly jobId?: string;
  /** Micro-credits that the account gains. */
  readonly amount: bigint;
}

/**
 * Writes entries, all in one statement: PostgreSQL locks their accounts in one order, moves the balances, and refuses
 * them all when a transaction does not add up, or when a balance would go below zero.
 */
export async function postEntries(sql: Sql, entries: readonly Entry[]): Promise<void> {
  const rows = entries
    .filter(({ amount }) => amount !== 0n)
    .map((entry) => ({ jobId: '', ...entry, amount: String(entry.amount) }));
  if (rows.length === 0) return;
  await sql.execute(
    `insert into credit_entries (tenant_id, kind, holder, transaction_id, reason, job_id, amount)
     select current_setting('app.tenant_id'), kind, holder, "transactionId", reason, "jobId", amount
     from json_to_recordset(?::json) as entry(kind credit_account_kind, holder text, "transactionId" text, reason text,
       "jobId" text, amount bigint)`,
    [JSON.stringify(rows)],
  );
}
