import type { SubgraphName } from '@ai-collective/contracts';
import type { SubgraphDatabases } from './SubgraphDatabases.js';

/** A table, partition, view, materialized or foreign table of a schema, as PostgreSQL's catalogue has it. */
export interface Relation {
  readonly name: string;
  readonly kind: 'table' | 'view' | 'materialized view' | 'foreign table';
  readonly hasTenant: boolean;
  /** Whether `tenant_id` is `not null`, or generated from a column that is. */
  readonly tenantRequired: boolean;
  readonly enabled: boolean;
  readonly forced: boolean;
  /** Check constraints, as PostgreSQL writes them. */
  readonly checks: readonly string[];
  readonly policies: readonly Policy[];
}

/** A row-level security policy. */
export interface Policy {
  readonly name: string;
  readonly permissive: boolean;
  /** Whether it is for everybody, and so for the service's role. */
  readonly forEverybody: boolean;
  readonly roles: readonly string[];
  readonly command: string;
  readonly using: string | null;
  readonly check: string | null;
}

/** A function of a schema that runs with its owner's rights. */
export interface DefinerFunction {
  readonly name: string;
  readonly settings: readonly string[] | null;
  readonly isPublic: boolean;
}

/** The relations of a subgraph's schema, by name. */
export function readRelations(
  databases: SubgraphDatabases,
  service: SubgraphName,
): Promise<readonly Relation[]> {
  return databases.asOwner<Relation>(
    service,
    `select c.relname as name,
       case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table'
         else 'table' end as kind,
       a.attname is not null as "hasTenant", coalesce(a.attnotnull, false) as "tenantRequired",
       c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
       array(select pg_get_constraintdef(k.oid) from pg_constraint k
         where k.conrelid = c.oid and k.contype = 'c' and k.convalidated) as checks,
       coalesce((
         select json_agg(json_build_object(
           'name', p.policyname, 'permissive', p.permissive = 'PERMISSIVE',
           'forEverybody', 'public' = any (p.roles), 'roles', p.roles,
           'command', p.cmd, 'using', p.qual, 'check', p.with_check) order by p.policyname)
         from pg_policies p where p.schemaname = current_schema() and p.tablename = c.relname
       ), '[]') as policies
     from pg_class c
     left join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
     order by c.relname`,
  );
}

/** The schema's functions that run with their owner's rights, by name. */
export function readDefinerFunctions(
  databases: SubgraphDatabases,
  service: SubgraphName,
): Promise<readonly DefinerFunction[]> {
  return databases.asOwner<DefinerFunction>(
    service,
    `select proname as name, proconfig as settings,
       exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0) as "isPublic"
     from pg_proc where pronamespace = current_schema()::regnamespace and prosecdef order by 1`,
  );
}

/** What the service's role is and may do beyond reading and writing rows. */
export async function readServiceRole(databases: SubgraphDatabases, service: SubgraphName): Promise<unknown> {
  const role = databases.roleOf(service);
  const [found] = await databases.asOwner<unknown>(
    service,
    `select rolsuper as "isSuperuser", rolbypassrls as "bypassesPolicies", rolcreaterole as "makesRoles",
       rolcreatedb as "makesDatabases", rolreplication as replicates,
       (select count(*)::int from pg_auth_members where member = r.oid) as "rolesItIsIn",
       (select count(*)::int from pg_shdepend
         where refclassid = 'pg_authid'::regclass and refobjid = r.oid and deptype = 'o') as owned,
       has_schema_privilege(r.oid, current_schema(), 'create') as "makesTables",
       has_schema_privilege(r.oid, 'public', 'create') as "makesTablesInPublic",
       has_database_privilege(r.oid, current_database(), 'create') as "makesSchemas",
       array(select nspname::text from pg_namespace n
         where n.nspname not in (current_schema(), 'public', 'information_schema') and n.nspname !~ '^pg_'
           and has_schema_privilege(r.oid, n.oid, 'usage')) as "otherSchemas",
       array(select distinct privilege_type::text from information_schema.role_table_grants
         where grantee = r.rolname and privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')) as "otherPrivileges"
     from pg_roles r where rolname = '${role}'`,
  );
  return found;
}
