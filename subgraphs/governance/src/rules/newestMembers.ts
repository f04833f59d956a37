import type { MemberRecord } from '@ai-collective/contracts';

/** Of several records the newest of each membership, by the community that each names. */
export function newestMembers(
  records: readonly MemberRecord[],
): ReadonlyMap<string, readonly MemberRecord[]> {
  const newest = new Map<string, MemberRecord>();
  for (const record of records) {
    const key = `${record.communityId} ${record.membershipId}`;
    if (record.version > (newest.get(key)?.version ?? 0)) newest.set(key, record);
  }
  const byCommunity = new Map<string, readonly MemberRecord[]>();
  for (const record of newest.values())
    byCommunity.set(record.communityId, [...(byCommunity.get(record.communityId) ?? []), record]);
  return byCommunity;
}
