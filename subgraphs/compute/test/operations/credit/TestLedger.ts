import { newId } from '@ai-collective/contracts';
import { createLogger, openDatabase, type Database, type SqlTransaction } from '@ai-collective/platform';
import { createTestDatabase, type TestDatabase } from '@ai-collective/platform/testing';
import { entities } from '../../../src/entities/index.js';
import { migrations } from '../../../src/migrations/index.js';
import { holdEscrow } from '../../../src/operations/credit/holdEscrow.js';
import type { JobQuote } from '../../../src/operations/credit/quoteJob.js';
import { loadEscrows, settleCredit } from '../../../src/operations/credit/settleCredit.js';
import { priceCap } from '../../../src/rules/credit/priceCap.js';

export const community = 'com_ledger';

/** A job as the ledger knows it, without all that compute does around it. */
export interface LedgerJob {
  readonly id: string;
  readonly member: string;
  readonly items: number;
  readonly quote: JobQuote;
}

export interface LedgerAttempt {
  readonly id: string;
  readonly job: LedgerJob;
  readonly ordinal: number;
  readonly owner: string | null;
  readonly elapsedMs: number | null;
}

/** What goes wrong in the middle of a transaction, if anything. */
export type Mishap = 'none' | 'killed';

const at = Date.parse('2026-01-01T00:00:00Z');

/** The ledger's operations over a database of their own, with the rows of jobs, tasks and attempts they need. */
export class TestLedger {
  private constructor(
    readonly testDatabase: TestDatabase,
    readonly database: Database,
  ) {}

  static async open(): Promise<TestLedger> {
    const testDatabase = await createTestDatabase();
    const database = await openDatabase({
      service: 'compute',
      url: testDatabase.serviceUrl('compute'),
      ownerUrl: testDatabase.ownerUrl,
      entities,
      migrations,
      log: createLogger({ service: 'compute', level: 'silent' }),
    });
    await database.withTenantSql(community, async (sql) => {
      await sql.execute(
        `insert into models (id, tenant_id, slug, name, description, created_by) values ('mdl', ?, 's', 'n', '', 'per_p')`,
        [community],
      );
      await sql.execute(
        `insert into model_versions (id, tenant_id, model_id, number, runner, artifacts, inputs, outputs, licence, comparator, state, created_by)
         values ('mdv', ?, 'mdl', 1, 'tensor', '[]', '[]', '[]', 'MIT', '{"type": "EXACT"}', 'ALLOWED', 'per_p')`,
        [community],
      );
      await sql.execute(
        `insert into fleets (id, tenant_id, name, created_by) values ('flt', ?, 'n', 'per_p')`,
        [community],
      );
    });
    return new TestLedger(testDatabase, database);
  }

  async close(): Promise<void> {
    await this.database.close();
    await this.testDatabase.drop();
  }

  transact<T>(work: (sql: SqlTransaction) => Promise<T>, mishap: Mishap = 'none'): Promise<T> {
    return this.database.withTenantSql(community, async (sql) => {
      const result = await work(sql);
      if (mishap === 'killed') await sql.execute('select pg_terminate_backend(pg_backend_pid())');
      return result;
    });
  }

  /** The job, its tasks, and what it holds. */
  submit({ id, member, items, quote }: LedgerJob, mishap?: Mishap): Promise<void> {
    return this.transact(async (sql) => {
      sql.last(
        sql.execute(
          `insert into jobs (id, tenant_id, model_version_id, fleet_id, priority, runtime_limit_ms, policy_version,
             request_digest, submitted_by, queued) values (?, ?, 'mdv', 'flt', 5, 1000, 0, '', ?, ?)`,
          [id, community, member, items],
        ),
        sql.execute(
          `insert into tasks (id, tenant_id, job_id, ordinal, state, input)
           select ?::text || '-' || ordinal, ?, ?, ordinal, 'QUEUED', '{}' from generate_series(0, ?::integer - 1) as ordinal`,
          [id, community, id, items],
        ),
      );
      await holdEscrow(sql, { id, tenantId: community, submittedBy: member }, quote);
    }, mishap);
  }

  /** Makes attempts valid, ends some jobs, and settles what that comes to. */
  settle(
    {
      attempts,
      finished,
    }: { readonly attempts: readonly LedgerAttempt[]; readonly finished: readonly string[] },
    mishap?: Mishap,
  ): Promise<void> {
    const rows = attempts.map(({ id, job, ordinal, owner, elapsedMs }) => ({
      ...{ id, task: `${job.id}-${ordinal}`, owner },
      from: elapsedMs === null ? null : new Date(at),
      to: new Date(at + (elapsedMs ?? 0)),
    }));
    const jobs = [...new Set([...attempts.map(({ job }) => job.id), ...finished])];
    return this.transact(async (sql) => {
      sql.last(
        sql.execute(
          `select from jobs where id = any(array(select json_array_elements_text(?::json))) order by id for update`,
          [JSON.stringify(jobs)],
        ),
        sql.execute(
          `insert into attempts (id, tenant_id, task_id, device_id, owner_id, fleet_id, state, started_at, finished_at)
           select id, ?, task, 'dev', coalesce(owner, ''), 'flt', 'VALID', "from", "to"
           from json_to_recordset(?::json) as row(id text, task text, owner text, "from" timestamptz, "to" timestamptz)
           on conflict do nothing`,
          [community, JSON.stringify(rows)],
        ),
        sql.execute(
          `update jobs set queued = 0, canceled = queued, finished_at = coalesce(finished_at, now())
           where id = any(array(select json_array_elements_text(?::json)))`,
          [JSON.stringify(finished)],
        ),
      );
      const due = attempts.map(({ id, job, ordinal, owner, elapsedMs }) => ({
        ...{ attemptId: id, jobId: job.id, taskId: `${job.id}-${ordinal}`, step: 0, deviceId: 'dev' },
        ...{ ownerId: owner, elapsedMs },
      }));
      const escrows = await loadEscrows(
        sql,
        community,
        due.map(({ taskId }) => taskId),
      );
      await settleCredit(sql, { due, finished }, escrows);
    }, mishap);
  }

  async balances(): Promise<ReadonlyMap<string, bigint>> {
    const rows = await this.transact((sql) =>
      sql.execute<{ account: string; balance: string }[]>(
        `select case kind when 'ISSUANCE' then 'ISSUANCE' else kind || ' ' || holder end as account,
           sum(balance)::bigint as balance from credit_accounts where tenant_id = ? group by 1`,
        [community],
      ),
    );
    return new Map(rows.map(({ account, balance }) => [account, BigInt(balance)]));
  }
}

/** A job of some items at a price in micro-credits. */
export function ledgerJob(
  member: string,
  { items = 1, price = 1_000n, ...quote }: { items?: number } & Partial<JobQuote> = {},
): LedgerJob {
  const mostBonus = 2_000;
  return {
    id: newId('job'),
    member,
    items,
    quote: {
      ...{ modelVersionId: 'mdv', batchShape: 1, publisher: 'per_p', price, deadlineMs: 2_000, mostBonus },
      ...{ ownerShare: 80, publisherShare: 10, communityShare: 10, isEnforced: false, memberBudget: 0n },
      cap: priceCap({ items, price, mostBonus, replicas: 1 }),
      ...quote,
    },
  };
}

export function ledgerAttempt(job: LedgerJob, more: Partial<LedgerAttempt> = {}): LedgerAttempt {
  return { id: newId('attempt'), job, ordinal: 0, owner: 'per_o', elapsedMs: null, ...more };
}
