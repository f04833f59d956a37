import { PolicyVersion, type PolicyVersionRow } from '../entities/PolicyVersion.js';
import { pageOf, pageSize, type Page, type PageRequest } from '../rules/page.js';
import type { Caller, Services } from './Services.js';

/** The versions of the community's policy, newest first. */
export async function listPolicyVersions(
  { authorize, database }: Services,
  { passport }: Caller,
  { first, after }: PageRequest,
): Promise<Page<PolicyVersionRow>> {
  const { community } = authorize(passport, 'policies:read');
  const size = pageSize(first);
  const rows = await database.withTenant(community, (em) =>
    em.find(
      PolicyVersion,
      { tenantId: community, ...(after !== null && { version: { $lt: after } }) },
      { orderBy: { version: 'desc' }, limit: size + 1 },
    ),
  );
  return pageOf(rows, size);
}
