import { Migration } from '@mikro-orm/migrations';

/** Whose devices may see a job's inputs, and where they must stand: null for anywhere. Jobs from before were for their community. */
export class Placement extends Migration {
  override up(): void {
    this.addSql(
      `alter table jobs add column privacy text not null default 'COMMUNITY', add column regions text[]`,
    );
  }
}
