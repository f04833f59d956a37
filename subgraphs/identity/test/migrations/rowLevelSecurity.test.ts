import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '@ai-collective/contracts';
import { Membership } from '../../src/entities/Membership.js';
import { startTestIdentity, type TestCommunity, type TestIdentity } from '../startTestIdentity.js';

const tenantTables = [
  'api_key',
  'community',
  'custom_role',
  'device',
  'fleet',
  'invitation',
  'membership',
  'role_grant',
  'sign_in_code',
  'trusted_issuer',
];

describe('row-level security', () => {
  let identity: TestIdentity;
  let grove: TestCommunity;
  let meadow: TestCommunity;

  beforeAll(async () => {
    identity = await startTestIdentity();
    grove = await identity.community('grove');
    meadow = await identity.community('meadow');
  });
  afterAll(() => identity.close());

  it('is forced on every table that has a tenant', async () => {
    const tables = await identity.database.withoutTenant((em) =>
      em.execute<{ name: string; forced: boolean }[]>(
        `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced
         from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
         where c.relkind = 'r' and c.relnamespace = 'identity'::regnamespace order by 1`,
      ),
    );
    expect(tables).toEqual(tenantTables.map((name) => ({ name, forced: true })));
  });

  it('connects as a role that owns nothing and cannot bypass it', async () => {
    const [row] = await identity.database.withoutTenant((em) =>
      em.execute<object[]>(
        `select rolsuper, rolbypassrls,
           (select count(*)::int from pg_class where relowner = r.oid) as owned
         from pg_roles r where rolname = current_user`,
      ),
    );
    expect(row).toEqual({ rolsuper: false, rolbypassrls: false, owned: 0 });
  });

  it.each(['community', 'membership', 'api_key'])(
    'shows each community its own rows of %s only',
    async (table) => {
      for (const { id } of [grove, meadow]) {
        const rows = await identity.database.withTenant(id, (em) =>
          em.execute<{ tenant_id: string }[]>(`select tenant_id from ${table}`),
        );
        expect(new Set(rows.map(({ tenant_id }) => tenant_id))).toEqual(new Set([id]));
      }
    },
  );

  it.each(tenantTables)('shows no rows of %s outside a community', async (table) => {
    const rows = await identity.database.withoutTenant((em) =>
      em.execute<object[]>(`select 1 from ${table}`),
    );
    expect(rows).toEqual([]);
  });

  it('refuses to write a row into another community, in either direction', async () => {
    for (const [from, to] of [
      [grove, meadow],
      [meadow, grove],
    ] as const) {
      const row = {
        id: newId('membership'),
        tenantId: to.id,
        personId: from.ownerId,
        roles: ['OWNER' as const],
        createdAt: new Date(),
      };
      await expect(identity.database.withTenant(from.id, (em) => em.insert(Membership, row))).rejects.toThrow(
        /row-level security/,
      );
    }
  });

  it('changes and deletes nothing of another community', async () => {
    const touched = await identity.database.withTenant(grove.id, async (em) => [
      await em.nativeUpdate(Membership, { tenantId: meadow.id }, { roles: ['GUEST'] }),
      await em.nativeDelete(Membership, { tenantId: meadow.id }),
    ]);
    expect(touched).toEqual([0, 0]);
  });

  it('lets only the service role call the definer functions, which pin their search path', async () => {
    const functions = await identity.database.withoutTenant((em) =>
      em.execute<{ name: string; pinned: string[]; open: boolean }[]>(
        `select proname as name, proconfig as pinned,
           exists (select from aclexplode(proacl) where grantee = 0) or proacl is null as open
         from pg_proc where pronamespace = 'identity'::regnamespace and prosecdef order by 1`,
      ),
    );
    const pinned = ['search_path=identity, pg_temp'];
    expect(functions).toEqual(
      [
        'children_of',
        'communities_of_person',
        'community_id_of',
        'issuers_of_community',
        'lineages_of_subject',
        'redeem_sign_in_code',
        'tenant_of_api_key',
        'tenant_of_device',
        'tenant_of_invitation',
        'tenants_touched_by_person',
        'working_accounts_of_person',
      ].map((name) => ({ name, pinned, open: false })),
    );
  });
});
