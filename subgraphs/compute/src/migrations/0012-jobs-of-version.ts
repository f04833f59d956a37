import { Migration } from '@mikro-orm/migrations';

/** Finds the newest jobs of a model version, from which run times are estimated. */
export class JobsOfVersion extends Migration {
  override up(): void {
    this.addSql('create index jobs_of_version on jobs (tenant_id, model_version_id, id desc)');
  }
}
