import type { FleetRecord } from '@ai-collective/contracts';

/** Of several records the newest of each fleet, by the community that each names. */
export function newestFleets(records: readonly FleetRecord[]): ReadonlyMap<string, readonly FleetRecord[]> {
  const newest = new Map<string, FleetRecord>();
  for (const record of records) {
    const key = `${record.communityId} ${record.fleetId}`;
    if (record.version > (newest.get(key)?.version ?? 0)) newest.set(key, record);
  }
  const byCommunity = new Map<string, readonly FleetRecord[]>();
  for (const record of newest.values())
    byCommunity.set(record.communityId, [...(byCommunity.get(record.communityId) ?? []), record]);
  return byCommunity;
}
