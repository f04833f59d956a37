import { Migration } from '@mikro-orm/migrations';

/** What waits of each device for a second opinion, to be found when an operator vouches for it. Devices that are vouched for have no rows in it. */
export class UnvouchedReports extends Migration {
  override up(): void {
    this.addSql(`
      create index attempts_unvouched on attempts (tenant_id, device_id, id) where state = 'REPORTED' and not vouched;
    `);
  }
}
