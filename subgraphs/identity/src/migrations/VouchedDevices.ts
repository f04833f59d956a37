import { Migration } from '@mikro-orm/migrations';

/**
 * Whether an operator vouches for a device, so that its results are taken without a second opinion. Devices that were let
 * in where only operators let devices in are vouched for; those that members may have brought are not. Dispatchers hear
 * of each of them.
 */
export class VouchedDevices extends Migration {
  override up(): void {
    this.addSql(`alter table device add column vouched boolean not null default false`);
    this.addSql(`
      update device set vouched = true
      where not exists (
        select from fleet
        where fleet.tenant_id = device.tenant_id and fleet.id = device.fleet_id and fleet.policy = 'MEMBERS'
      )
    `);
    this.addSql(`
      insert into outbox (topic, key, value)
      select 'identity.devices', id, json_build_object(
        'deviceId', id,
        'communityId', tenant_id,
        'fleetId', fleet_id,
        'ownerId', owner_id,
        'vouched', vouched,
        'name', name,
        'publicKey', public_key,
        'status', status,
        'enrolledAt', to_char(enrolled_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      ) from device where vouched
    `);
  }
}
