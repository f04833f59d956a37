import type { PassportClaims } from '@ai-collective/contracts';
import type { CommunityRow } from '../entities/Community.js';
import { findChildren } from './findChildren.js';
import { findLineages, mayEnter } from './findLineages.js';
import type { Services } from './Services.js';

/** A community's id with the communities directly inside it. */
export interface Family {
  readonly id: string;
  readonly children: readonly CommunityRow[];
}

/**
 * Those of the communities directly inside others that a person may enter, oldest first. A program with a key enters its own
 * community and no other, so it sees none. Never throws for one that the caller may not see.
 */
export async function visibleChildren(
  { database, clock }: Services,
  passport: PassportClaims,
  ids: readonly string[],
): Promise<readonly Family[]> {
  if (passport.kind !== 'PERSON') return [];
  return database.withoutTenant(async (em) => {
    const nestings = await findChildren(em, ids);
    const lineages = await findLineages(
      em,
      { id: passport.sub, now: clock() },
      nestings.map(({ child }) => child),
    );
    const open = new Map(lineages.filter(mayEnter).map(({ community }) => [community.id, community]));
    return ids.map((id) => ({
      id,
      children: nestings.flatMap(({ parent, child }) => (parent === id ? (open.get(child) ?? []) : [])),
    }));
  });
}
