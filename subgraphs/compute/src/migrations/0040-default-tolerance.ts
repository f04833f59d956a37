import { Migration } from '@mikro-orm/migrations';

/** Versions compared by the first default get the one that half-precision answers are told apart by; every version says its own from now on. */
export class DefaultTolerance extends Migration {
  override up(): void {
    this.addSql(`
      alter table model_versions alter column comparator drop default;
      update model_versions set comparator = '{"type": "TOLERANCE", "atol": 1e-5, "rtol": 1e-4}'
        where comparator = '{"type": "TOLERANCE", "atol": 1e-4, "rtol": 1e-3}';
    `);
  }
}
