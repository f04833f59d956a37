import type { EntityManager } from '@ai-collective/platform';

/** Lets one transaction at a time change who belongs to a community, so that it can count its owners. */
export async function lockMembers(em: EntityManager, communityId: string): Promise<void> {
  await em.execute('select 1 from community where id = ? for no key update', [communityId]);
}
