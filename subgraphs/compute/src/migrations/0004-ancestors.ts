import { Migration } from '@mikro-orm/migrations';

/** The communities that a job's community lies in, whose policies bind it too. A community stays where it is. */
export class Ancestors extends Migration {
  override up(): void {
    this.addSql(`alter table jobs add column ancestors text[] not null default '{}'`);
  }
}
