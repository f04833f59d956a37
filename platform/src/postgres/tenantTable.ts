/**
 * SQL that puts the second lock on a tenant's table: its rows are visible and writable only inside
 * `withTenant` of their own community. The table must have a `tenant_id text not null` column.
 * `nullif` matters: a pooled connection keeps '' after a transaction, not null. The owner, as whom no service
 * connects, sees every row, for the narrow SECURITY DEFINER functions of the migrations.
 */
export function tenantTable(table: string): string {
  const mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')";
  return `
    alter table ${table} add constraint ${table}_tenant_given check (tenant_id <> '');
    alter table ${table} enable row level security;
    alter table ${table} force row level security;
    create policy ${table}_tenant on ${table} using (${mine}) with check (${mine});
    create policy ${table}_owner on ${table} to current_user using (true) with check (true);
  `;
}
