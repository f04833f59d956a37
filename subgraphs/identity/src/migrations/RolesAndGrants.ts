import { tenantTable } from '@ai-collective/platform';
import { Migration } from '@mikro-orm/migrations';

/** Roles that communities make themselves, and roles given for a part of a community or for a time. */
export class RolesAndGrants extends Migration {
  override async up(): Promise<void> {
    const [row] = (await this.execute('select current_schema() as schema')) as { schema: string }[];
    const schema = row?.schema ?? 'identity';
    this.addSql(tables);
    this.addSql(tenantTable('custom_role'));
    this.addSql(tenantTable('role_grant'));
    this.addSql(triggers(schema));
    this.addSql(lineages(schema));
  }
}

const tables = `
  create table custom_role (
    id text primary key,
    tenant_id text not null references community (id),
    name text not null,
    description text not null,
    permissions text[] not null check (cardinality(permissions) > 0),
    created_by text not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    unique (tenant_id, name)
  );
  create table role_grant (
    id text primary key,
    tenant_id text not null references community (id),
    subject_id text not null,
    role text not null check (role <> 'OWNER'),
    custom_role_id text references custom_role (id) on delete cascade,
    scope_type text not null check (scope_type in ('COMMUNITY', 'FLEET', 'MODEL', 'BLOBS')),
    scope_value text not null,
    created_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    check ((scope_type = 'COMMUNITY') = (scope_value = '')),
    check (custom_role_id is null or custom_role_id = role),
    unique (tenant_id, subject_id, role, scope_type, scope_value)
  );
  create index role_grant_tenant on role_grant (tenant_id, id);
  create index role_grant_role on role_grant (custom_role_id) where custom_role_id is not null;
  create index role_grant_subject on role_grant (subject_id, tenant_id);
`;

/** Whoever leaves a community leaves what they were granted there. The gateway learns of every change. */
const triggers = (schema: string) => `
  create function end_grants_of_member() returns trigger
  language plpgsql set search_path = ${schema}, pg_temp as $$
  begin
    delete from role_grant where tenant_id = old.tenant_id and subject_id = old.person_id;
    return null;
  end
  $$;
  create trigger grants_end after delete on membership for each row execute function end_grants_of_member();
  create trigger credential_change after insert or delete or update on role_grant
    for each row execute function note_credential_change('subject_id');
  create trigger credential_change after update of permissions on custom_role
    for each row execute function note_credential_change('nobody');
`;

/** As before, with what the person or key was granted in each community on the way up. */
const lineages = (schema: string) => `
  drop function lineages_of_person(text, text[], integer);
  create function lineages_of_subject(wanted text, asked text[], deepest integer)
  returns table (
    entered text, slug text, name text, parent_id text, created_at timestamptz,
    community text, distance integer, roles text[], grants json
  ) language sql stable security definer set search_path = ${schema}, pg_temp as $$
    with recursive lineage (entered, community, above, distance) as (
      select c.id, c.id, c.parent_id, 0 from community c where c.id = any (asked) or c.slug = any (asked)
      union all
      select l.entered, p.id, p.parent_id, l.distance + 1
      from lineage l join community p on p.id = l.above where l.distance + 1 < deepest
    )
    select l.entered, c.slug, c.name, c.parent_id, c.created_at, l.community, l.distance, m.roles, g.grants
    from lineage l join community c on c.id = l.entered
    left join membership m on m.tenant_id = l.community and m.person_id = wanted
    cross join lateral (
      select json_agg(json_build_object(
        'id', given.id, 'role', given.role, 'permissions', coalesce(custom.permissions, '{}'),
        'type', given.scope_type, 'value', given.scope_value, 'until', floor(extract(epoch from given.expires_at))
      ) order by given.id) as grants
      from role_grant given left join custom_role custom on custom.id = given.custom_role_id
      where given.tenant_id = l.community and given.subject_id = wanted
    ) g
    order by l.entered, l.distance
  $$;
  revoke execute on all functions in schema ${schema} from public;
`;
