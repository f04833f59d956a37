import { Migration } from '@mikro-orm/migrations';

/**
 * Whose credentials changed, written by the tables themselves, so that no operation can forget it. Transactions commit in
 * another order than they begin: each row has its transaction's id, which a snapshot can be compared with.
 */
export class CredentialChanges extends Migration {
  override async up(): Promise<void> {
    const [row] = (await this.execute('select current_schema() as schema')) as { schema: string }[];
    this.addSql(`
      create table credential_change (
        id bigint primary key generated always as identity,
        subject text,
        change xid8 not null default pg_current_xact_id(),
        happened_at timestamptz not null default clock_timestamp()
      );
      comment on column credential_change.subject is 'a person or an API key; null: everybody';
      create index credential_change_order on credential_change (change);
      create index credential_change_age on credential_change (happened_at);

      create function note_credential_change() returns trigger
      language plpgsql set search_path = ${row?.schema ?? 'identity'}, pg_temp as $$
      begin
        insert into credential_change (subject) values (coalesce(to_jsonb(old), to_jsonb(new)) ->> tg_argv[0]);
        return null;
      end
      $$;
      create trigger credential_change after delete or update of secret_digest, roles, scopes, expires_at, revoked_at
        on api_key for each row execute function note_credential_change('id');
      create trigger credential_change after delete or update of secret_digest, community_id, expires_at, revoked_at
        on session for each row execute function note_credential_change('person_id');
      create trigger credential_change after insert or delete or update of roles
        on membership for each row execute function note_credential_change('person_id');
      create trigger credential_change after delete or update of slug
        on community for each row execute function note_credential_change('nobody');
    `);
  }
}
