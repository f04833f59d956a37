import { Migration } from '@mikro-orm/migrations';

/** Sessions know how their person proved who they are. */
export class SignInMethods extends Migration {
  override up(): void {
    this.addSql(`
      alter table session add column method text not null default 'LINK'
        check (method in ('LINK', 'PASSKEY', 'RECOVERY_CODE', 'OIDC', 'INVITATION', 'DEVICE_CODE'));
      alter table session alter column method drop default;
    `);
  }
}
