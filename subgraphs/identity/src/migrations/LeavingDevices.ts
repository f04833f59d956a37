import { Migration } from '@mikro-orm/migrations';

/** One more question across tenants, answered by a function that runs as the owner: whose a device is that leaves by its own key. */
export class LeavingDevices extends Migration {
  override async up(): Promise<void> {
    const [row] = (await this.execute('select current_schema() as schema')) as { schema: string }[];
    const schema = row?.schema ?? 'identity';
    this.addSql(`
      create function tenant_of_device(wanted text) returns text
      language sql stable security definer set search_path = ${schema}, pg_temp as $$
        select tenant_id from device where id = wanted
      $$;
      revoke execute on all functions in schema ${schema} from public;
    `);
  }
}
