import { newId } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import { takeBack } from '../../rules/credit/takeBack.js';
import { groupByKey } from '../groupByKey.js';
import type { Account } from './accounts.js';
import { postEntries, type Entry } from './postEntries.js';

interface ReversedPayment {
  readonly jobId: string;
  readonly ownerId: string | null;
  readonly publisher: string;
  readonly ownerAmount: string;
  readonly publisherAmount: string;
  readonly communityAmount: string;
  readonly fundedBy: 'MEMBER' | 'ISSUANCE';
  readonly payer: string;
  readonly isFinished: boolean;
}

/** An account that was paid, and how much of it is taken back. */
interface Due extends Account {
  readonly kind: 'MEMBER' | 'TREASURY';
  readonly amount: bigint;
}

/**
 * Takes back exactly what was paid for attempts that turned out to be wrong, from whoever was paid, and never twice. What
 * somebody has spent already becomes their debt, which counts against whatever they have later. The credit goes back to
 * the job while it runs, and to whoever paid for it afterwards, unless it `stays` with the job. Answers how many payments were
 * reversed.
 */
export async function reversePayment(
  sql: Sql,
  attemptIds: readonly string[],
  { stays = false }: { readonly stays?: boolean } = {},
): Promise<number> {
  const transactionId = newId('creditTransaction');
  const payments = await markReversed(sql, attemptIds, transactionId);
  if (payments.length === 0) return 0;
  const dues = duesOf(payments);
  const balances = await lockBalances(sql, [...dues.map(({ holder }) => holder), ...payersOf(payments)]);
  const taken = dues.flatMap(({ kind, holder, amount }): Entry[] => {
    const { fromBalance, asDebt } = takeBack(amount, balances.get(keyOf({ kind, holder })) ?? 0n);
    const reversed = { holder, transactionId, reason: 'REVERSED' } as const;
    return [
      { kind, ...reversed, amount: -fromBalance },
      { kind: 'DEBT', ...reversed, amount: -asDebt },
    ];
  });
  await postEntries(sql, [...taken, ...givenBack(payments, { transactionId, stays })]);
  return payments.length;
}

/** The jobs are locked first, as wherever a job's escrow changes; reversals come in one order. */
async function markReversed(
  sql: Sql,
  attemptIds: readonly string[],
  transactionId: string,
): Promise<readonly ReversedPayment[]> {
  const ids = JSON.stringify(attemptIds);
  await sql.execute(
    `select from jobs where tenant_id = current_setting('app.tenant_id') and id in (
       select job_id from credit_payments
       where tenant_id = current_setting('app.tenant_id')
         and attempt_id = any(array(select json_array_elements_text(?::json)))
     ) order by id for update`,
    [ids],
  );
  return sql.execute<ReversedPayment[]>(
    `with reversed as (
       insert into credit_reversals (tenant_id, attempt_id, transaction_id)
       select tenant_id, attempt_id, ? from credit_payments
       where tenant_id = current_setting('app.tenant_id')
         and attempt_id = any(array(select json_array_elements_text(?::json)))
       order by attempt_id on conflict do nothing returning tenant_id, attempt_id
     )
     select payment.job_id as "jobId", payment.owner_id as "ownerId", payment.publisher,
       payment.owner_amount as "ownerAmount", payment.publisher_amount as "publisherAmount",
       payment.community_amount as "communityAmount", escrow.funded_by as "fundedBy", escrow.payer,
       job.finished_at is not null or job.id is null as "isFinished"
     from reversed
     join credit_payments as payment on payment.tenant_id = reversed.tenant_id and payment.attempt_id = reversed.attempt_id
     join credit_escrows as escrow on escrow.tenant_id = payment.tenant_id and escrow.job_id = payment.job_id and escrow.step = 0
     left join jobs as job on job.tenant_id = payment.tenant_id and job.id = payment.job_id
     order by payment.attempt_id`,
    [transactionId, ids],
  );
}

/** What each account is to give back. */
function duesOf(payments: readonly ReversedPayment[]): readonly Due[] {
  const parts = payments.flatMap((payment): Due[] => [
    ...(payment.ownerId === null
      ? []
      : [{ kind: 'MEMBER', holder: payment.ownerId, amount: BigInt(payment.ownerAmount) } as const]),
    { kind: 'MEMBER', holder: payment.publisher, amount: BigInt(payment.publisherAmount) },
    { kind: 'TREASURY', holder: '', amount: BigInt(payment.communityAmount) },
  ]);
  return [...groupByKey(parts, keyOf).values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, amount: sumOf(same.map(({ amount }) => amount)) }];
  });
}

function payersOf(payments: readonly ReversedPayment[]): readonly string[] {
  return payments.filter(({ fundedBy }) => fundedBy === 'MEMBER').map(({ payer }) => payer);
}

async function lockBalances(sql: Sql, holders: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
  const rows = await sql.execute<(Account & { readonly balance: string })[]>(
    `select kind, holder, balance from credit_accounts
     where tenant_id = current_setting('app.tenant_id') and kind in ('MEMBER', 'DEBT', 'TREASURY')
       and holder = any(array(select json_array_elements_text(?::json)))
     order by tenant_id, kind, holder for update`,
    [JSON.stringify(holders)],
  );
  return new Map(rows.map((row) => [keyOf(row), BigInt(row.balance)]));
}

/** Back into what the job holds; out of it again where the job is over. */
function givenBack(
  payments: readonly ReversedPayment[],
  { transactionId, stays }: { readonly transactionId: string; readonly stays: boolean },
): readonly Entry[] {
  return [...groupByKey(payments, ({ jobId }) => jobId)].flatMap(([jobId, own]): Entry[] => {
    const [first] = own;
    const amount = sumOf(
      own.flatMap(({ ownerAmount, publisherAmount, communityAmount }) =>
        [ownerAmount, publisherAmount, communityAmount].map(BigInt),
      ),
    );
    const escrow = { kind: 'ESCROW', holder: jobId, transactionId } as const;
    const back: Entry = { ...escrow, reason: 'REVERSED', amount };
    if (stays || first?.isFinished !== true) return [back];
    return [
      back,
      { ...escrow, reason: 'RETURNED', amount: -amount },
      { kind: first.fundedBy, holder: first.payer, transactionId, reason: 'RETURNED', jobId, amount },
    ];
  });
}

function keyOf({ kind, holder }: Account): string {
  return `${kind} ${holder}`;
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}
