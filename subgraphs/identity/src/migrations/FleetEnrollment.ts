import { tenantTable } from '@ai-collective/platform';
import { Migration } from '@mikro-orm/migrations';

/**
 * What compute says of fleets, so that devices are admitted only into those of their community and as the fleet allows, and
 * when a machine proved that it holds the key it wants to have enrolled. A fleet of a community that is unknown here is
 * nobody's, so it refers to none; and no record can take another community's place.
 */
export class FleetEnrollment extends Migration {
  override up(): void {
    this.addSql(`
      create table fleet (
        id text not null,
        tenant_id text not null,
        policy text not null check (policy in ('APPROVAL', 'MEMBERS', 'CLOSED')),
        max_devices integer not null check (max_devices > 0),
        max_devices_per_owner integer not null check (max_devices_per_owner > 0),
        version integer not null check (version > 0),
        primary key (tenant_id, id)
      );
      create index device_fleet on device (tenant_id, fleet_id, owner_id) where status = 'ENROLLED';
      alter table device_authorization add column proved_at timestamptz;
    `);
    this.addSql(tenantTable('fleet'));
  }
}
