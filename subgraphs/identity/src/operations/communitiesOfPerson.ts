import type { EntityManager } from '@ai-collective/platform';
import type { CommunityRow } from '../entities/Community.js';

/** How many communities one person can belong to. */
export const communitiesPerPerson = 200;

interface CommunityRecord {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly parent_id: string | null;
  readonly created_at: Date | string;
}

/** The communities a person belongs to, in the order they joined, across tenants: through a definer function. */
export async function communitiesOfPerson(em: EntityManager, personId: string): Promise<CommunityRow[]> {
  const rows = await em.execute<CommunityRecord[]>('select * from communities_of_person(?, ?)', [
    personId,
    communitiesPerPerson,
  ]);
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    name: row.name,
    parentId: row.parent_id,
    createdAt: new Date(row.created_at),
  }));
}
