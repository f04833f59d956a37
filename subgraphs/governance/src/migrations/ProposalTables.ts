import { Migration } from '@mikro-orm/migrations';
import { tenantTable } from '@ai-collective/platform';

/**
 * Proposals and what is voted on them. What was once submitted is never rewritten: rolls and ballots only grow, and of a proposal only
 * what happens to it is filled in, once. Where it stands is in none of these columns: it follows from them and the time.
 */
export class ProposalTables extends Migration {
  override async up(): Promise<void> {
    const [row] = (await this.execute('select current_schema() as schema')) as { schema: string }[];
    for (const tables of [memberTables, proposalTable, voteTables]) this.addSql(tables);
    for (const table of ['member', 'delegation', 'proposal', 'roll_entry', 'ballot'])
      this.addSql(tenantTable(table));
    for (const table of ['roll_entry', 'ballot'])
      this.addSql(`
        create trigger ${table}_grows before update or delete on ${table}
          for each row execute function refuse_change();
        create trigger ${table}_stays before truncate on ${table}
          for each statement execute function refuse_change();
      `);
    this.addSql(dueProposals(row?.schema ?? 'governance'));
  }
}

/** What governance knows of members, and whom they let vote in their place. */
const memberTables = `
  alter table policy_version add column policies jsonb not null default '[]', add column proposal_id text;

  create table member (
    tenant_id text not null,
    membership_id text not null,
    person_id text not null,
    roles text[] not null,
    version integer not null,
    primary key (tenant_id, membership_id)
  );

  create table delegation (
    tenant_id text not null,
    from_person text not null,
    scope_type text not null check (scope_type in ('PROPOSAL', 'TOPIC', 'COMMUNITY')),
    scope_name text not null,
    to_person text not null check (to_person <> from_person),
    given_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (tenant_id, from_person, scope_type, scope_name)
  );
  create index delegation_to on delegation (tenant_id, to_person);
`;

/** What is filled in when something happens to a proposal is null until then. */
const proposalTable = `
  create table proposal (
    tenant_id text not null,
    id text not null,
    number integer not null check (number > 0),
    author text not null,
    title text not null,
    body text not null,
    topics text[] not null,
    method text not null,
    options text[] not null,
    changes jsonb not null,
    ancestors text[] not null,
    base_version integer,
    secrecy text not null check (secrecy in ('OPEN', 'HIDDEN')),
    created_at timestamptz not null,
    terms jsonb,
    submitted_at timestamptz,
    starts_at timestamptz,
    ends_at timestamptz,
    roll_hash text,
    roll_weight bigint,
    roll_size integer,
    closes_at timestamptz,
    result jsonb,
    canceled_at timestamptz,
    canceled_by text,
    executed_at timestamptz,
    executed_version integer,
    failed_at timestamptz,
    failure jsonb,
    primary key (tenant_id, id),
    unique (tenant_id, number),
    check ((submitted_at is null) = (terms is null) and (submitted_at is null) = (ends_at is null)),
    check (submitted_at is null or base_version is not null),
    check ((roll_hash is null) = (roll_weight is null))
  );
  comment on column proposal.ends_at is 'when its vote ends if no ballot moves the end';
  comment on column proposal.closes_at is 'the end as ballots have moved it: only to find what is due, decided from the ballots';
  create index proposal_due on proposal (closes_at)
    where submitted_at is not null and canceled_at is null and executed_at is null and failed_at is null;
`;

/** The frozen roll of each vote, and its chain of ballots. */
const voteTables = `
  create table roll_entry (
    tenant_id text not null,
    proposal_id text not null,
    member text not null,
    weight integer not null check (weight > 0),
    salt text not null,
    delegate text,
    primary key (tenant_id, proposal_id, member),
    foreign key (tenant_id, proposal_id) references proposal (tenant_id, id)
  );

  create table ballot (
    tenant_id text not null,
    proposal_id text not null,
    place integer not null check (place > 0),
    member text not null,
    ballot jsonb not null,
    cast_at timestamptz not null,
    hash text not null,
    primary key (tenant_id, proposal_id, place),
    unique (tenant_id, proposal_id, member),
    foreign key (tenant_id, proposal_id, member) references roll_entry (tenant_id, proposal_id, member)
  );
`;

/**
 * The one question asked across communities: whose roll is to be frozen, whose vote has ended, and what is to take effect. It answers
 * ids, and nothing of the proposals.
 */
function dueProposals(schema: string): string {
  return `
    create function due_proposals(at timestamptz, most integer) returns table (tenant_id text, id text)
    language sql stable security definer set search_path = ${schema}, pg_temp as $$
      select proposal.tenant_id, proposal.id from proposal
      where submitted_at is not null and canceled_at is null and executed_at is null and failed_at is null
        and (
          (roll_hash is null and starts_at <= at)
          or (result is null and closes_at <= at)
          or (
            (result ->> 'passes')::boolean and jsonb_array_length(changes) > 0
            and closes_at + (terms ->> 'timeLockMs')::bigint * interval '1 millisecond' <= at
            and closes_at + ((terms ->> 'timeLockMs')::bigint + (terms ->> 'graceMs')::bigint) * interval '1 millisecond' > at
          )
        )
      order by closes_at limit most
    $$;
    revoke all on function due_proposals(timestamptz, integer) from public;
  `;
}
