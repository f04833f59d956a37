import type { EntityManager } from '@ai-collective/platform';

/** Lets one transaction at a time change how a person can sign in, so that it can count what is left. */
export async function lockPerson(em: EntityManager, personId: string): Promise<void> {
  await em.execute('select 1 from person where id = ? for no key update', [personId]);
}
