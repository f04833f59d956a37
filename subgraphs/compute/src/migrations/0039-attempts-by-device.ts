import { Migration } from '@mikro-orm/migrations';

/** No index of attempts begins with the community, or a plan made while the table is empty takes it for the way to a task's. */
export class AttemptsByDevice extends Migration {
  override up(): void {
    this.addSql(`
      drop index attempts_of_device;
      create index attempts_of_device on attempts (device_id, tenant_id, id);
    `);
  }
}
