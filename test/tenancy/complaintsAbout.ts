import type { Relation } from './readCatalogue.js';

const mine = "(tenant_id = NULLIF(current_setting('app.tenant_id'::text, true), ''::text))";
const given = "CHECK ((tenant_id <> ''::text))";

/** Everything that keeps a table with `tenant_id` from hiding one community's rows from another, in words. */
export function complaintsAbout(table: Relation, serviceRole: string): readonly string[] {
  const { name, policies } = table;
  const reached = policies.filter(
    ({ permissive, forEverybody, roles }) => permissive && (forEverybody || roles.includes(serviceRole)),
  );
  const own = reached.filter(
    ({ command, using, check }) => command === 'ALL' && using === mine && check === mine,
  );
  const complaints: readonly (readonly [boolean, string])[] = [
    [table.enabled, 'has no row-level security'],
    [table.forced, 'does not force its policies'],
    [table.tenantRequired, 'may have rows without a tenant'],
    [table.checks.includes(given), 'may have rows of the empty tenant'],
    [own.length > 0, 'has no policy for all commands on app.tenant_id'],
    [own.length === reached.length, 'has a policy that lets the service reach more'],
  ];
  return complaints.filter(([holds]) => !holds).map(([, complaint]) => `${name} ${complaint}`);
}
