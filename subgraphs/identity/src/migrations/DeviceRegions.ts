import { Migration } from '@mikro-orm/migrations';

/** Where a device stands, as an operator says. Of devices from before nobody said it, which is what dispatchers take them for. */
export class DeviceRegions extends Migration {
  override up(): void {
    this.addSql(`alter table device add column region text check (region ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$')`);
  }
}
