import type { EntityManager } from '@ai-collective/platform';

/** The id of the community with this id or slug, of whatever tenant; undefined when there is none. */
export async function findCommunityId(em: EntityManager, idOrSlug: string): Promise<string | undefined> {
  const [row] = await em.execute<{ id: string | null }[]>('select community_id_of(?) as id', [idOrSlug]);
  return row?.id ?? undefined;
}
