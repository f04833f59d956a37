import { Migration } from '@mikro-orm/migrations';

/** Since when an operator has taken a device out of work; null where none has. */
export class DrainingDevices extends Migration {
  override up(): void {
    this.addSql(`alter table device_standing add column draining_since timestamptz`);
  }
}
