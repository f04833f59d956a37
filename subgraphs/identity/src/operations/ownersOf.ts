import type { EntityManager } from '@ai-collective/platform';

/** The person ids of the owners of the transaction's community. */
export async function ownersOf(em: EntityManager): Promise<string[]> {
  const rows = await em.execute<{ person_id: string }[]>(
    "select person_id from membership where 'OWNER' = any(roles) order by id",
  );
  return rows.map(({ person_id }) => person_id);
}
