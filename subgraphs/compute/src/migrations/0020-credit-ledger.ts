import { tenantTable } from '@ai-collective/platform';
import { Migration } from '@mikro-orm/migrations';

const tables = `
  -- In the order in which accounts are locked, everywhere: those that most transactions share come last.
  create type credit_account_kind as enum ('MEMBER', 'DEBT', 'ESCROW', 'TREASURY', 'ISSUANCE');

  create table credit_accounts (
    tenant_id text not null,
    kind credit_account_kind not null,
    holder text not null,
    balance bigint not null default 0,
    primary key (tenant_id, kind, holder),
    check (case kind when 'ISSUANCE' then true when 'DEBT' then balance <= 0 else balance >= 0 end)
  );

  create table credit_entries (
    tenant_id text not null,
    kind credit_account_kind not null,
    holder text not null,
    transaction_id text not null,
    reason text not null
      check (reason in ('BUDGET', 'HELD', 'PAID', 'EARNED', 'PUBLISHED', 'SHARE', 'RETURNED', 'REVERSED')),
    job_id text not null default '',
    amount bigint not null check (amount <> 0),
    at timestamptz not null default now(),
    primary key (tenant_id, kind, holder, transaction_id, reason, job_id)
  );

  create table credit_escrows (
    tenant_id text not null,
    job_id text not null,
    model_version_id text not null,
    batch_shape integer not null check (batch_shape > 0),
    price bigint not null check (price > 0),
    deadline_ms integer not null check (deadline_ms > 0),
    most_bonus integer not null check (most_bonus >= 1000),
    owner_share smallint not null check (owner_share >= 0),
    publisher_share smallint not null check (publisher_share >= 0),
    community_share smallint not null check (community_share >= 0),
    publisher text not null,
    funded_by credit_account_kind not null check (funded_by in ('MEMBER', 'ISSUANCE')),
    payer text not null,
    primary key (tenant_id, job_id)
  );

  create table credit_payments (
    tenant_id text not null,
    attempt_id text not null,
    transaction_id text not null,
    job_id text not null,
    task_id text not null,
    device_id text not null,
    owner_id text,
    publisher text not null,
    model_version_id text not null,
    batch_shape integer not null,
    elapsed_ms double precision,
    owner_amount bigint not null check (owner_amount >= 0),
    publisher_amount bigint not null check (publisher_amount >= 0),
    community_amount bigint not null check (community_amount >= 0),
    paid_at timestamptz not null default now(),
    primary key (tenant_id, attempt_id)
  );
  create index credit_payments_of_transaction on credit_payments (tenant_id, transaction_id, attempt_id);
  create index credit_payments_newest on credit_payments (tenant_id, model_version_id, batch_shape, paid_at desc);

  create table credit_reversals (
    tenant_id text not null,
    attempt_id text not null,
    transaction_id text not null,
    at timestamptz not null default now(),
    primary key (tenant_id, attempt_id),
    foreign key (tenant_id, attempt_id) references credit_payments
  );

  -- The holder is a member, or empty for the community as a whole.
  create table credit_budgets (
    tenant_id text not null,
    holder text not null,
    monthly bigint not null check (monthly >= 0),
    primary key (tenant_id, holder)
  );

  create table credit_grants (
    tenant_id text not null,
    month date not null,
    holder text not null,
    amount bigint not null check (amount >= 0),
    primary key (tenant_id, month, holder)
  );
`;

/** One statement's entries are looked at together: they add up to zero in each transaction, or none is taken. */
const posting = `
  create function post_credit_entries() returns trigger language plpgsql as $$
  declare
    moved record;
  begin
    if exists (select from posted group by tenant_id, transaction_id having sum(amount) <> 0) then
      raise exception 'a credit transaction does not add up to zero' using errcode = 'integrity_constraint_violation';
    end if;
    -- One by one, by key: so they are locked in order, and no plan ever reads the accounts of all jobs.
    for moved in
      select tenant_id, kind, holder, sum(amount)::bigint as amount from posted
      group by tenant_id, kind, holder having sum(amount) <> 0 order by tenant_id, kind, holder
    loop
      loop
        update credit_accounts set balance = balance + moved.amount
          where tenant_id = moved.tenant_id and kind = moved.kind and holder = moved.holder;
        exit when found;
        insert into credit_accounts (tenant_id, kind, holder) values (moved.tenant_id, moved.kind, moved.holder)
          on conflict do nothing;
      end loop;
    end loop;
    return null;
  end
  $$;
  create trigger credit_entries_post after insert on credit_entries
    referencing new table as posted for each statement execute function post_credit_entries();
`;

const refusals = `
  create function refuse_credit_change() returns trigger language plpgsql as $$
    begin raise exception '% only grows', tg_table_name using errcode = 'restrict_violation'; end
  $$;
  create function refuse_credit_balance() returns trigger language plpgsql as $$
    begin raise exception 'balances follow from entries' using errcode = 'restrict_violation'; end
  $$;
  create trigger credit_accounts_opened_empty before insert on credit_accounts
    for each row when (new.balance <> 0) execute function refuse_credit_balance();
  create trigger credit_accounts_follow before update or delete on credit_accounts
    for each statement when (pg_trigger_depth() = 0) execute function refuse_credit_balance();
  ${['credit_entries', 'credit_escrows', 'credit_payments', 'credit_reversals', 'credit_grants']
    .map(
      (table) => `create trigger ${table}_grows before update or delete on ${table}
        for each statement execute function refuse_credit_change();`,
    )
    .join('\n')}
`;

const tenantTables = [
  'credit_accounts',
  'credit_entries',
  'credit_escrows',
  'credit_payments',
  'credit_reversals',
  'credit_budgets',
  'credit_grants',
];

/**
 * The ledger of credit, in micro-credits (docs/decisions/0020-a-ledger-that-adds-up.md). Entries only grow, balances follow
 * from them by trigger, and nothing else changes a balance. Jobs and attempts are not referenced: the ledger outlives them.
 */
export class CreditLedger extends Migration {
  override up(): void {
    this.addSql(tables);
    this.addSql(posting);
    this.addSql(refusals);
    for (const table of tenantTables) this.addSql(tenantTable(table));
  }
}
