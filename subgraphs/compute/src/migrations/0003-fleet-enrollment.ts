import { Migration } from '@mikro-orm/migrations';

/**
 * Who may bring devices into a fleet, and how many. Fleets that were there before go on as they did: by those who manage
 * devices. Identity is told of each of them, since it admits devices only into fleets that it knows.
 */
export class FleetEnrollment extends Migration {
  override up(): void {
    this.addSql(`
      alter table fleets
        add column enrollment_policy text not null default 'APPROVAL'
          check (enrollment_policy in ('APPROVAL', 'MEMBERS', 'CLOSED')),
        add column max_devices integer not null default 10000 check (max_devices > 0),
        add column max_devices_per_owner integer not null default 10000 check (max_devices_per_owner > 0),
        add column enrollment_version integer not null default 1 check (enrollment_version > 0);
    `);
    this.addSql(`
      insert into outbox (topic, key, value)
      select 'compute.fleets', id, json_build_object(
        'fleetId', id,
        'communityId', tenant_id,
        'enrollment', json_build_object(
          'policy', enrollment_policy, 'maxDevices', max_devices, 'maxDevicesPerOwner', max_devices_per_owner
        ),
        'version', enrollment_version
      ) from fleets;
    `);
  }
}
