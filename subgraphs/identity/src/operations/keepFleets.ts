import type { FleetRecord } from '@ai-collective/contracts';
import type { Database } from '@ai-collective/platform';
import { newestFleets } from '../rules/newestFleets.js';

/** Notes what compute says of fleets. What is known already, or older than what is known, changes nothing. */
export async function keepFleets(
  database: Pick<Database, 'withTenant'>,
  records: readonly FleetRecord[],
): Promise<void> {
  for (const [community, fleets] of newestFleets(records)) {
    const rows = fleets.map(({ fleetId, enrollment, version }) => ({ fleetId, ...enrollment, version }));
    await database.withTenant(community, (em) =>
      em.execute(
        `insert into fleet (id, tenant_id, policy, max_devices, max_devices_per_owner, version)
         select "fleetId", ?, policy, "maxDevices", "maxDevicesPerOwner", version
         from json_to_recordset(?::json) as record(
           "fleetId" text, policy text, "maxDevices" integer, "maxDevicesPerOwner" integer, version integer
         ) order by "fleetId"
         on conflict (tenant_id, id) do update set
           policy = excluded.policy,
           max_devices = excluded.max_devices,
           max_devices_per_owner = excluded.max_devices_per_owner,
           version = excluded.version
         where fleet.version < excluded.version`,
        [community, JSON.stringify(rows)],
      ),
    );
  }
}
