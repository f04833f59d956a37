import type { EntityManager } from '@ai-collective/platform';

/** How many communities may lie directly in one. */
export const childrenPerCommunity = 200;

/** That a community lies directly in another. */
export interface Nesting {
  readonly parent: string;
  readonly child: string;
}

/** What lies directly in communities, oldest first, of whatever tenant: through a definer function. */
export async function findChildren(
  em: EntityManager,
  parents: readonly string[],
): Promise<readonly Nesting[]> {
  return em.execute<Nesting[]>(
    'select * from children_of(array(select json_array_elements_text(?::json)), ?) order by child',
    [JSON.stringify(parents), childrenPerCommunity],
  );
}
