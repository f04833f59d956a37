import { Migration } from '@mikro-orm/migrations';

/**
 * Two more questions across tenants, each answered by a function that runs as the owner: with which issuers people sign in to a
 * community, before anybody has; and which accounts still sign a person in: an issuer must be trusted by a community of theirs.
 */
export class WaysToSignIn extends Migration {
  override async up(): Promise<void> {
    const [row] = (await this.execute('select current_schema() as schema')) as { schema: string }[];
    const schema = row?.schema ?? 'identity';
    const definer = `language sql stable security definer set search_path = ${schema}, pg_temp`;
    this.addSql(`
      create function issuers_of_community(wanted text, at_most integer)
      returns table (id text, display_name text) ${definer} as $$
        select i.id, i.display_name from community c join trusted_issuer i on i.tenant_id = c.id
        where c.slug = wanted order by i.id limit at_most
      $$;
      create function working_accounts_of_person(wanted text) returns table (id text) ${definer} as $$
        select a.id from linked_account a where a.person_id = wanted and exists (
          select from membership m join trusted_issuer i on i.tenant_id = m.tenant_id
          where m.person_id = wanted and i.issuer = a.issuer
        )
      $$;
      revoke execute on all functions in schema ${schema} from public;
    `);
  }
}
