import type { EntityManager } from '@ai-collective/platform';

/** The person ids of a community's owners, in its own transaction. */
export async function ownersOf(em: EntityManager, community: string): Promise<string[]> {
  const rows = await em.execute<{ person_id: string }[]>(
    "select person_id from membership where tenant_id = ? and 'OWNER' = any(roles) order by id",
    [community],
  );
  return rows.map(({ person_id }) => person_id);
}
