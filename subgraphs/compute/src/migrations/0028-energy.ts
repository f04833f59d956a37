import { Migration } from '@mikro-orm/migrations';

/** What runs took of energy, as their devices say; null where they do not. */
export class Energy extends Migration {
  override up(): void {
    this.addSql('alter table attempts add column joules double precision');
  }
}
