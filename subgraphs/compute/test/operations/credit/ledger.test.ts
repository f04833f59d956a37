import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CreditPrices } from '../../../src/operations/credit/CreditPrices.js';
import { reversePayment } from '../../../src/operations/credit/reversePayment.js';
import { config } from './config.js';
import { LedgerModel } from './LedgerModel.js';
import {
  community,
  ledgerAttempt,
  ledgerJob,
  TestLedger,
  type LedgerAttempt,
  type LedgerJob,
} from './TestLedger.js';

let ledger: TestLedger;
beforeAll(async () => {
  ledger = await TestLedger.open();
});
afterAll(() => ledger.close());

/** Mulberry32: numbers from 0 to below 1, the same for a seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What random operations are drawn from. */
class Draws {
  readonly jobs: LedgerJob[] = [];
  readonly attempts: LedgerAttempt[] = [];
  constructor(readonly random: () => number) {}

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  member(): string {
    return `per_${this.below(6)}`;
  }

  some<T>(from: readonly T[], most: number): readonly T[] {
    return Array.from({ length: this.below(most + 1) }, () => from[this.below(from.length)]).filter(
      (one) => one !== undefined,
    );
  }

  newJob(): LedgerJob {
    const items = 1 + this.below(5);
    const price = BigInt(1 + this.below(5_000));
    return ledgerJob(this.member(), { items, price, isEnforced: this.chance(0.5), memberBudget: 20_000n });
  }

  /** New attempts at tasks of any job, finished ones too, and some that came before. */
  someAttempts(): readonly LedgerAttempt[] {
    const fresh = this.some(this.jobs.slice(-60), 12).map((job) =>
      ledgerAttempt(job, {
        ordinal: this.below(job.items),
        owner: this.chance(0.9) ? this.member() : null,
        elapsedMs: this.chance(0.8) ? 1 + this.below(5_000) : null,
      }),
    );
    this.attempts.push(...fresh);
    return [...fresh, ...this.some(this.attempts, 4)];
  }
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'lost'),
  );

/** One random step on the ledger and on the model; answers how many operations that were. */
async function step(draws: Draws, model: LedgerModel): Promise<number> {
  const isKilled = draws.chance(0.02);
  const mishap = isKilled ? 'killed' : 'none';
  const kind = draws.random();
  if (kind < 0.4) {
    const job = draws.newJob();
    const code = await codeOf(ledger.submit(job, mishap));
    if (isKilled) expect(code).not.toBe('done');
    else expect(code).toBe(model.submit(job) ? 'done' : 'CREDIT_INSUFFICIENT');
    if (code === 'done') draws.jobs.push(job);
    return 1;
  }
  if (kind < 0.8) {
    const attempts = draws.someAttempts();
    const finished = [...new Set(draws.some(draws.jobs.slice(-60), 3).map(({ id }) => id))];
    const code = await codeOf(ledger.settle({ attempts, finished }, mishap));
    expect(code === 'done').toBe(!isKilled);
    if (!isKilled) model.settle(attempts, finished);
    return attempts.length + finished.length;
  }
  const reversed = draws.some(draws.attempts, 6).map(({ id }) => id);
  const count = await ledger
    .transact((sql) => reversePayment(sql, reversed), mishap)
    .catch((error: unknown) => (isKilled ? undefined : Promise.reject(error as Error)));
  expect(count).toBe(isKilled ? undefined : model.reverse(reversed));
  return reversed.length;
}

const nonZero = (balances: ReadonlyMap<string, bigint>) =>
  Object.fromEntries([...balances].filter(([, balance]) => balance !== 0n).sort());

const sumOf = (balances: ReadonlyMap<string, bigint>) =>
  [...balances.values()].reduce((sum, balance) => sum + balance, 0n);

/** Accounts whose balance is not what their entries add up to. */
const astray = () =>
  ledger.transact((sql) =>
    sql.execute<object[]>(
      `select kind, holder, balance from credit_accounts as account
       where tenant_id = ? and balance <> (
         select coalesce(sum(amount), 0) from credit_entries as entry
         where entry.tenant_id = account.tenant_id and entry.kind = account.kind and entry.holder = account.holder
       )`,
      [community],
    ),
  );

describe('the ledger', () => {
  it(
    'agrees with a model after any operations, replays and lost connections, and adds up to zero',
    async () => {
      const draws = new Draws(seeded(config.CREDIT_SEED));
      const model = new LedgerModel();
      for (let done = 0; done < config.CREDIT_OPERATIONS;) done += await step(draws, model);
      const balances = await ledger.balances();
      expect(nonZero(balances)).toEqual(nonZero(model.balances));
      expect(sumOf(balances)).toBe(0n);
      expect(await astray()).toEqual([]);
      expect([...model.paid.values()].some(({ isReversed }) => isReversed)).toBe(true);
      expect(Object.keys(nonZero(balances)).some((account) => account.startsWith('DEBT'))).toBe(true);
    },
    60_000 + config.CREDIT_OPERATIONS * 10,
  );

  it('holds when everything happens at the same time', async () => {
    const draws = new Draws(seeded(config.CREDIT_SEED + 1));
    const worker = async (): Promise<void> => {
      for (let done = 0; done < 25; done += 1) {
        const kind = draws.random();
        if (kind < 0.4) {
          const job = draws.newJob();
          const code = await codeOf(ledger.submit(job));
          expect(['done', 'CREDIT_INSUFFICIENT']).toContain(code);
          if (code === 'done') draws.jobs.push(job);
        } else if (kind < 0.8) {
          const finished = [...new Set(draws.some(draws.jobs, 3).map(({ id }) => id))];
          await ledger.settle({ attempts: draws.someAttempts(), finished });
        } else {
          const reversed = draws.some(draws.attempts, 6).map(({ id }) => id);
          await ledger.transact((sql) => reversePayment(sql, reversed));
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect(sumOf(await ledger.balances())).toBe(0n);
    expect(await astray()).toEqual([]);
  });

  it('pays an attempt once when two replicas settle it at the same time', async () => {
    const job = ledgerJob('per_twice');
    await ledger.submit(job);
    const attempts = [ledgerAttempt(job, { owner: 'per_once' })];
    await Promise.all(Array.from({ length: 4 }, () => ledger.settle({ attempts, finished: [job.id] })));
    expect((await ledger.balances()).get('MEMBER per_once')).toBe(800n);
  });

  it('takes back once what was paid, also from those who spent it, who then owe it', async () => {
    const job = ledgerJob('per_buyer');
    await ledger.submit(job);
    const attempt = ledgerAttempt(job, { owner: 'per_spender' });
    await ledger.settle({ attempts: [attempt], finished: [job.id] });
    const enforced = { isEnforced: true, price: 250n };
    await ledger.submit(ledgerJob('per_spender', enforced));
    const reverse = () => ledger.transact((sql) => reversePayment(sql, [attempt.id, attempt.id, 'att_none']));
    const counts = await Promise.all([reverse(), reverse(), reverse()]);
    expect([...counts].sort()).toEqual([0, 0, 1]);
    const balances = await ledger.balances();
    expect([balances.get('MEMBER per_spender'), balances.get('DEBT per_spender')]).toEqual([0n, -500n]);
    // Earning again does not make up for it at once: 800 less 500 owed are not the 400 of another job and its bonus.
    const next = ledgerJob('per_buyer');
    await ledger.submit(next);
    await ledger.settle({ attempts: [ledgerAttempt(next, { owner: 'per_spender' })], finished: [next.id] });
    const refused = await codeOf(ledger.submit(ledgerJob('per_spender', enforced)));
    expect(refused).toBe('CREDIT_INSUFFICIENT');
    expect(await codeOf(ledger.submit(ledgerJob('per_spender', { ...enforced, price: 150n })))).toBe('done');
  });

  it.each([
    [
      'entries that do not add up to zero',
      `insert into credit_entries (tenant_id, kind, holder, transaction_id, reason, amount)
       values ('com_ledger', 'ISSUANCE', '0', 'ctx_1', 'BUDGET', -5), ('com_ledger', 'MEMBER', 'per_x', 'ctx_1', 'BUDGET', 6)`,
      '23000',
    ],
    [
      'what only adds up with another transaction',
      `insert into credit_entries (tenant_id, kind, holder, transaction_id, reason, amount)
       values ('com_ledger', 'ISSUANCE', '0', 'ctx_1', 'BUDGET', -5), ('com_ledger', 'MEMBER', 'per_x', 'ctx_2', 'BUDGET', 5)`,
      '23000',
    ],
    [
      'a member who would have less than nothing',
      `insert into credit_entries (tenant_id, kind, holder, transaction_id, reason, amount)
       values ('com_ledger', 'ISSUANCE', '0', 'ctx_1', 'BUDGET', 5), ('com_ledger', 'MEMBER', 'per_new', 'ctx_1', 'BUDGET', -5)`,
      '23514',
    ],
    [
      'a balance out of nothing',
      `insert into credit_accounts values ('com_ledger', 'MEMBER', 'per_y', 5)`,
      '23001',
    ],
    ['a changed balance', `update credit_accounts set balance = balance + 1`, '23001'],
    ['a deleted account', `delete from credit_accounts`, '23001'],
    ['a changed entry', `update credit_entries set amount = 1`, '23001'],
    ['a deleted entry', `delete from credit_entries`, '23001'],
    ['a deleted payment', `delete from credit_payments`, '23001'],
    ['a changed agreement', `update credit_escrows set price = 1`, '23001'],
    ['a forgotten reversal', `delete from credit_reversals`, '23001'],
    ['a forgotten grant', `delete from credit_grants`, '23001'],
  ])('refuses %s, whoever asks', async (_what, statement, code) => {
    await expect(ledger.transact((sql) => sql.execute(statement))).rejects.toMatchObject({ code });
    await expect(ledger.testDatabase.asOwner('compute', statement)).rejects.toMatchObject({ code });
  });
});

describe('the price of a task', () => {
  it('is what its valid runs took, the median over devices, without those that were taken back', async () => {
    const job = ledgerJob('per_buyer', { items: 20, modelVersionId: 'mdv_priced', batchShape: 4 });
    await ledger.submit(job);
    const run = (elapsedMs: number | null) => ledgerAttempt(job, { elapsedMs });
    const wrong = [run(9), run(9), run(9), run(9), run(9)];
    await ledger.settle({ attempts: [...[30, 10, 20, 40, 50, null].map(run), ...wrong], finished: [] });
    const task = { community, modelVersionId: 'mdv_priced', batchShape: 4, runtimeLimitMs: 60_000 };
    await ledger.transact((sql) =>
      reversePayment(
        sql,
        wrong.map(({ id }) => id),
      ),
    );
    const prices = new CreditPrices(ledger.database);
    expect(await prices.quote(task)).toEqual({ price: 30_000n, deadlineMs: 2_000 });
    expect(await prices.quote({ ...task, batchShape: 8 })).toEqual({ price: 1_000_000n, deadlineMs: 4_000 });
    expect(await prices.quote({ ...task, community: 'com_other' })).toMatchObject({ price: 1_000_000n });
  });
});
