import type { MemberRecord } from '@ai-collective/contracts';
import type { Database } from '@ai-collective/platform';
import { keepMembers } from '../entities/Member.js';
import { newestMembers } from '../rules/newestMembers.js';

/** Notes what identity says of members. What is known already, or older than what is known, changes nothing. */
export async function keepMembersOf(
  database: Pick<Database, 'withTenantSql'>,
  records: readonly MemberRecord[],
): Promise<void> {
  for (const [community, members] of newestMembers(records))
    await database.withTenantSql(community, (sql) => keepMembers(sql, community, members));
}
