import { Migration } from '@mikro-orm/migrations';

/**
 * Who is a member, as governance hears of it for the rolls of votes: written by the table itself, so that no operation can forget it.
 * Those who are members already are announced at once.
 */
export class AnnouncedMembers extends Migration {
  override async up(): Promise<void> {
    const [row] = (await this.execute('select current_schema() as schema')) as { schema: string }[];
    const schema = row?.schema ?? 'identity';
    this.addSql(`
      alter table membership add column version integer not null default 1;

      create function membership_record(member membership, roles text[], version integer) returns json
      language sql immutable as $$
        select json_build_object(
          'membershipId', member.id,
          'communityId', member.tenant_id,
          'personId', member.person_id,
          'roles', roles,
          'version', version
        )
      $$;

      create function count_membership_change() returns trigger
      language plpgsql set search_path = ${schema}, pg_temp as $$
      begin
        new.version := old.version + 1;
        return new;
      end
      $$;
      create trigger membership_version before update of roles
        on membership for each row execute function count_membership_change();

      create function announce_membership() returns trigger
      language plpgsql set search_path = ${schema}, pg_temp as $$
      declare
        record json := case tg_op
          when 'DELETE' then membership_record(old, '{}', old.version + 1)
          else membership_record(new, new.roles, new.version)
        end;
      begin
        insert into outbox (topic, key, value) values ('identity.members', record ->> 'membershipId', record);
        perform pg_notify('${schema}_outbox', 'now');
        return null;
      end
      $$;
      create trigger membership_announced after insert or delete or update of roles
        on membership for each row execute function announce_membership();

      insert into outbox (topic, key, value)
        select 'identity.members', id, membership_record(membership, roles, version) from membership;
    `);
  }
}
