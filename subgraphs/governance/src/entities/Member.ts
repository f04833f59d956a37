import type { BuiltInRole, MemberRecord } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';

/** Somebody who is a member now. */
export interface Member {
  readonly personId: string;
  readonly roles: readonly BuiltInRole[];
}

/** Everybody who is a member of a community, as far as identity has said. */
export function loadMembers(sql: Sql, tenantId: string): Promise<readonly Member[]> {
  return sql.execute<Member[]>(
    `select person_id as "personId", roles from member
     where tenant_id = ? and cardinality(roles) > 0 order by person_id`,
    [tenantId],
  );
}

/** Notes what identity says of members of one community. What is older than what is known changes nothing. */
export async function keepMembers(
  sql: Sql,
  tenantId: string,
  records: readonly MemberRecord[],
): Promise<void> {
  await sql.execute(
    `insert into member (tenant_id, membership_id, person_id, roles, version)
     select ?, "membershipId", "personId", array(select json_array_elements_text(roles)), version
     from json_to_recordset(?::json)
       as record("membershipId" text, "personId" text, roles json, version integer)
     on conflict (tenant_id, membership_id) do update set roles = excluded.roles, version = excluded.version
     where member.version < excluded.version`,
    [tenantId, JSON.stringify(records)],
  );
}
