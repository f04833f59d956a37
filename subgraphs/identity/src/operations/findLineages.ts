import type { BuiltInRole } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import type { CommunityRow } from '../entities/Community.js';
import { deepestNesting, effectiveRoles, type Holding } from '../rules/inheritance.js';

/** A community, and what a person holds in it and in those it lies in. */
export interface Lineage {
  readonly community: CommunityRow;
  /** The community's id, that of the one it lies in, and so on up to the top. */
  readonly way: readonly string[];
  readonly holdings: readonly Holding[];
  /** What the person may act as in the community; nothing when it is closed to them. */
  readonly roles: readonly BuiltInRole[];
}

interface Step {
  readonly entered: string;
  readonly slug: string;
  readonly name: string;
  readonly parent_id: string | null;
  readonly created_at: Date | string;
  readonly community: string;
  readonly roles: BuiltInRole[] | null;
}

/** How a person stands before communities, by id or slug, across tenants: through a definer function. Unknown ones are left out. */
export async function findLineages(
  em: EntityManager,
  personId: string,
  asked: readonly string[],
): Promise<readonly Lineage[]> {
  if (asked.length === 0) return [];
  const steps = await em.execute<Step[]>(
    'select * from lineages_of_person(?, array(select json_array_elements_text(?::json)), ?)',
    [personId, JSON.stringify(asked), deepestNesting],
  );
  const entered = [...new Set(steps.map((step) => step.entered))];
  return entered.map((id) => lineageOf(steps.filter((step) => step.entered === id)));
}

function lineageOf(steps: readonly Step[]): Lineage {
  const [first] = steps;
  if (first === undefined) throw new Error('A lineage has at least one step.');
  const way = steps.map(({ community }) => community);
  const holdings = steps.flatMap(({ community, roles }) => (roles === null ? [] : [{ community, roles }]));
  const community = {
    id: first.entered,
    slug: first.slug,
    name: first.name,
    parentId: first.parent_id,
    createdAt: new Date(first.created_at),
  };
  return { community, way, holdings, roles: effectiveRoles(holdings, way) };
}
