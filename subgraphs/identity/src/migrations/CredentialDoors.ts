import { Migration } from '@mikro-orm/migrations';

/**
 * The four questions that must be answered before a tenant is known. Each function runs as the owner, so it sees
 * every community's rows; each answers one narrow question and pins its search path.
 */
export class CredentialDoors extends Migration {
  override async up(): Promise<void> {
    const [row] = (await this.execute('select current_schema() as schema')) as { schema: string }[];
    const schema = row?.schema ?? 'identity';
    const definer = `stable security definer set search_path = ${schema}, pg_temp`;
    this.addSql(`
      create function community_id_of(id_or_slug text) returns text language sql ${definer} as $$
        select id from community where id = id_or_slug or slug = id_or_slug
      $$;
      create function tenant_of_api_key(key_id text) returns text language sql ${definer} as $$
        select tenant_id from api_key where id = key_id
      $$;
      create function communities_of_person(wanted text, at_most integer)
      returns table (id text, slug text, name text, parent_id text, created_at timestamptz) language sql ${definer} as $$
        select c.id, c.slug, c.name, c.parent_id, c.created_at
        from membership m join community c on c.id = m.tenant_id
        where m.person_id = wanted order by m.created_at, m.id limit at_most
      $$;
      create function redeem_sign_in_code(digest text, moment timestamptz)
      returns table (tenant_id text, person_id text)
      language sql volatile security definer set search_path = ${schema}, pg_temp as $$
        update sign_in_code set redeemed_at = moment
        where code_digest = digest and redeemed_at is null and expires_at > moment
        returning sign_in_code.tenant_id, sign_in_code.person_id
      $$;
      revoke execute on all functions in schema ${schema} from public;
    `);
  }
}
