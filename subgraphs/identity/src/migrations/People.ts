import { Migration } from '@mikro-orm/migrations';
import { tenantTable } from '@ai-collective/platform';

/** Invitations, the end of accounts, and what comes down from the communities above. */
export class People extends Migration {
  override async up(): Promise<void> {
    const [row] = (await this.execute('select current_schema() as schema')) as { schema: string }[];
    const schema = row?.schema ?? 'identity';
    this.addSql(tables);
    this.addSql(tenantTable('invitation'));
    this.addSql(guards(schema));
    this.addSql(doors(schema));
  }
}

const tables = `
  alter table person add column deleted_at timestamptz;
  alter table session add column last_used_at timestamptz;
  create table invitation (
    id text primary key,
    tenant_id text not null references community (id),
    code_digest text not null unique,
    roles text[] not null check (cardinality(roles) > 0),
    email text,
    uses integer not null check (uses between 1 and 100),
    used integer not null check (used between 0 and uses),
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
  );
  create index invitation_tenant on invitation (tenant_id, id);
  create index invitation_maker on invitation (created_by);
  create index community_parent on community (parent_id, id) where parent_id is not null;
  create index device_owner on device (owner_id);
  create index sign_in_code_person on sign_in_code (person_id);
  create index api_key_holder on api_key (person_id) where person_id is not null;
`;

/** A community stays where it is, and nothing new is given to somebody whose account has ended, or is just ending. */
const guards = (schema: string) => `
  create function refuse_move() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
  begin
    raise exception 'a community cannot be moved';
  end
  $$;
  create trigger stays before update of parent_id on community for each row
    when (old.parent_id is distinct from new.parent_id) execute function refuse_move();

  create function refuse_ended_account() returns trigger language plpgsql set search_path = ${schema}, pg_temp as $$
  begin
    if new.person_id is null then
      return new;
    end if;
    perform from person where id = new.person_id and deleted_at is null for share;
    if not found then
      raise exception 'the account of this person has ended';
    end if;
    return new;
  end
  $$;
  create trigger account_lasts before insert on session for each row execute function refuse_ended_account();
  create trigger account_lasts before insert on membership for each row execute function refuse_ended_account();
  create trigger account_lasts before insert on api_key for each row execute function refuse_ended_account();
`;

/** Four more questions across tenants, each answered by a function that runs as the owner. */
const doors = (schema: string) => {
  const definer = `language sql stable security definer set search_path = ${schema}, pg_temp`;
  return `
    create function lineages_of_person(wanted text, asked text[], deepest integer)
    returns table (
      entered text, slug text, name text, parent_id text, created_at timestamptz,
      community text, distance integer, roles text[]
    ) ${definer} as $$
      with recursive lineage (entered, community, above, distance) as (
        select c.id, c.id, c.parent_id, 0 from community c where c.id = any (asked) or c.slug = any (asked)
        union all
        select l.entered, p.id, p.parent_id, l.distance + 1
        from lineage l join community p on p.id = l.above where l.distance + 1 < deepest
      )
      select l.entered, c.slug, c.name, c.parent_id, c.created_at, l.community, l.distance, m.roles
      from lineage l join community c on c.id = l.entered
      left join membership m on m.tenant_id = l.community and m.person_id = wanted
      order by l.entered, l.distance
    $$;
    create function children_of(parents text[], at_most integer)
    returns table (parent text, child text) ${definer} as $$
      select p.id, c.id from unnest(parents) p (id)
      cross join lateral (
        select community.id from community where parent_id = p.id order by community.id limit at_most
      ) c
    $$;
    create function tenant_of_invitation(digest text) returns text ${definer} as $$
      select tenant_id from invitation where code_digest = digest
    $$;
    create function tenants_touched_by_person(wanted text) returns table (tenant text) ${definer} as $$
      select tenant_id from membership where person_id = wanted
      union select tenant_id from api_key where person_id = wanted
      union select tenant_id from device where owner_id = wanted
      union select tenant_id from sign_in_code where person_id = wanted
      union select tenant_id from invitation where created_by = wanted
      order by 1
    $$;
    revoke execute on all functions in schema ${schema} from public;
  `;
};
