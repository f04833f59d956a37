import { loadNewest, type AuditEntry } from '../entities/AuditEntry.js';
import { pageOf, pageSize, type Page, type PageRequest } from '../rules/page.js';
import type { Caller, Services } from './Services.js';

/** The records of the community's log, newest first; of one action only when it is given. */
export async function listAudit(
  { authorize, database }: Services,
  { passport }: Caller,
  { first, after, action }: PageRequest & { readonly action: string | null },
): Promise<Page<AuditEntry>> {
  const { community } = authorize(passport, 'audit:read');
  const size = pageSize(first);
  const rows = await database.withTenant(community, (em) =>
    loadNewest(em, community, { before: after, limit: size + 1, action }),
  );
  return pageOf(rows, size);
}
