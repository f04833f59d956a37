import { Migration } from '@mikro-orm/migrations';

/** Whose device made an attempt, at that time: it is the owner who is paid. */
export class AttemptOwners extends Migration {
  override up(): void {
    this.addSql('alter table attempts add column owner_id text');
  }
}
